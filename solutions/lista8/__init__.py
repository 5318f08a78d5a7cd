"""Lista 8, Transformers: reference, rubric and known misconceptions."""
