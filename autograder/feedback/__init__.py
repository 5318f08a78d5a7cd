"""What a student reads: an Outcome as HTML, text and pictures. Pure."""
