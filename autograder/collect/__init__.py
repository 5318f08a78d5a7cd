"""Submissions as they really arrive: from an archive or folder into nbgrader's submitted/."""
