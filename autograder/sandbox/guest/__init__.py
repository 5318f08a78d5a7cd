"""What runs student code in a child: hostile once a cell has run."""
