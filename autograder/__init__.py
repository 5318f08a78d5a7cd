"""Machinery of a fenced, nbgrader-native grader. It names no homework, and importing it imports nothing."""
