"""How often orders are matched to the right scenario, on charts written by hand from the definitions."""
