"""Feedback pages: nbgrader's, small, harmless and without a network."""
