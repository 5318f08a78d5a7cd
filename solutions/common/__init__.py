"""What the answer keys of both homeworks share."""
