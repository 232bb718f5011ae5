"""The draft order: what it asks for and why, by codes and by words; and the order sent back."""
