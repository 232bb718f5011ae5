"""How a text is written, before its words are read.

Slips of the pen, boxes and options of forms, dashes and slashes, clock times, signs that were dictated: words go in, and come
out as they are meant.
"""
