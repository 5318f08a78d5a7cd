"""The judge: runs a rubric over one student and explains what is wrong."""
