"""What a site does otherwise than the guideline: its policy file, the review of it, and scenarios as it leaves them."""
