"""What both sides of the fence use: frames, and a few calls of the kernel."""
