"""The phrases of the vocabulary and of the tables, and what they say.

They are found in the words of a text and parted from their second meanings; each says something by itself, with its
neighbours, or as a member of a list.
"""
