"""The answer keys. Secret: nothing in here is ever handed out, or enters a process that runs student code."""
