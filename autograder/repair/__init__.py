"""A submission's notebook -> the released notebook with a student's answers in it. Pure."""
