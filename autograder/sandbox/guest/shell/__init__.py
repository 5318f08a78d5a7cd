"""An IPython shell without a kernel, and what its cells show."""
