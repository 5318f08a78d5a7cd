"""What a cell's source says, read without running it. Standard library only."""
