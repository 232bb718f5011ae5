"""How FHIR R4 says it: draft orders and the record read into studies and findings; a replacement order written back.

`resource` is a resource as it came, `codes` are codes of standard systems, `site` a client's own; `text` reads what people
write, `tables` hold what all of them know. `order` reads the draft order and writes it back. `readers` read one kind of
resource each, with `rows` (a label and its answer), `forms` (other people's questionnaires), `questions` (ours) and `reports`
(earlier imaging). `chart` puts a patient's findings together.
"""
