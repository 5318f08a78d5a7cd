"""A whole class at once: grading in parallel, results on disk and in the gradebook."""
