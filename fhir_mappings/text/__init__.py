"""What clinicians write, read into findings: deterministic, offline, one pass over the words.

`words` cuts, `phrase_table` knows what phrases mean, `context` says how they are meant (denied, suspected, past, of the
family, hypothetical), `times` reads durations, `person` age and sex, `reader` puts it together.
"""
