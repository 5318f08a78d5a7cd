"""What both sides of the fence use: the protocol, and a few calls of the kernel."""
