"""Earlier examinations: the conclusions of their reports, and what they answer."""
