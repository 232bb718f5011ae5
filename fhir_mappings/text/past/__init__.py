"""What is over, and what is not.

What a text tells of earlier years, of lists of the past, of cures, and of what began only lately.
"""
