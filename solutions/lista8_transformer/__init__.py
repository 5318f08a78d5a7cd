"""Lista 8, challenge: the whole Transformer. Reference, rubric and known misconceptions."""
