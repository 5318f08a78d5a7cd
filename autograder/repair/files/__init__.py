"""The files that a student handed in: which is which notebook, and one notebook made of several."""
