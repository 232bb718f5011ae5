"""Times and days in a text, whose they are, and how the complaint has gone since."""
