"""Our own questions: which there are, the form that asks them, and the answers that come back."""
