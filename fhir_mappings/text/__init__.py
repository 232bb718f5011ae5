"""What clinicians write, read into findings: deterministic, offline, one pass over the words.

`words` cuts and `writing` mends, `phrases` knows what phrases mean, `context` and `past` say how they are meant (denied,
suspected, past, of the family, hypothetical), `times` reads durations, `treatments` and `studies` what was done, `numbers`
values, `patient` age and sex; `reader` puts it together into what is `said`.
"""
