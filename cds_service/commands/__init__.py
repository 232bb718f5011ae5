"""The subcommands of `imaging-cds`, one idea each."""
