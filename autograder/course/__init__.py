"""nbgrader's world: a course folder, its gradebook, its steps, and one notebook graded."""
