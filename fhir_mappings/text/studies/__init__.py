"""Earlier studies in a text: films, CT and MRI that were made, of what, and what they showed."""
