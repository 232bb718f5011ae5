"""Numbers with a meaning of their own: laboratory values, scores, the angles of a curve."""
