"""What learning management systems write: names, times, sheets. Standard library only; reads and writes no file."""
