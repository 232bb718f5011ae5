"""`python -m cds_service` is the command `imaging-cds`."""

from cds_service.command_line import main

main(prog_name="imaging-cds")
