"""The fence: the only files of ours that the jail can see. Standard library, numpy, scipy and IPython only."""
