"""What learning management systems write: names, times, sheets. Plain values and dateutil; reads and writes no file."""
