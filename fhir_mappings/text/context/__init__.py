"""How what a phrase says is meant: there, denied, asked for, planned, of a relative.

`meanings` walks over the words once; the other files are what it goes by.
"""
