"""The whole record of one patient: what its entries say together and of the complaint."""
