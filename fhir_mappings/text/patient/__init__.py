"""Who the patient is, as a text tells it: age, sex, a child; and whose an age is."""
