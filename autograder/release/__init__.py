"""Before students get a notebook: a lint for its author, a rehearsal, and nbgrader's own generate_assignment."""
