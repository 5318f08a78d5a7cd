"""The judge's side of one submission's child: what is asked of it, and what its answers are worth."""
