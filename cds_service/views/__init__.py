"""The addresses of the service, one file each."""
