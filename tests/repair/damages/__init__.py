"""What students and their tools do to an answered notebook: one function of (notebook, release) for each.

A damage changes the notebook, or returns the bytes or (file name, bytes) to hand in instead. The answers are right, so
each must still earn every point, unless UNREADABLE names it.
"""

from tests.repair.damages import answers, cells, essays, fences, files, metadata, names
from tests.repair.damages.common import DAMAGES

UNREADABLE = {"vazio", "so-espacos", "json-cortado", "texto", "pdf", "lista-json", "sem-celulas", "html-do-login"}

__all__ = ["DAMAGES", "UNREADABLE", "answers", "cells", "essays", "fences", "files", "metadata", "names"]
