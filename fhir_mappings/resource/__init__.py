"""A FHIR resource as it came: its elements, its addresses, whose it is, and whether anything of it may be used."""
