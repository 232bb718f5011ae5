"""The guideline pages: what each shows, made from the library."""
