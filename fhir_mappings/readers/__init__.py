"""One reader per kind of FHIR resource: from the resource as it came to findings with evidence."""
