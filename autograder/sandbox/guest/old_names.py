"""Names that numpy took away and that many students' numpy still has: an answer that uses one is no worse for it.

Source: the migration guide of NumPy 2.0, and the deprecations of 1.25 that 2.0 expired.
"""

import numpy as np

MOVED = {
    **dict.fromkeys(("Inf", "Infinity", "infty", "PINF"), "inf"),
    "NaN": "nan",
    "float_": "float64",
    "complex_": "complex128",
    "cfloat": "complex128",
    "singlecomplex": "complex64",
    "longfloat": "longdouble",
    "bool8": "bool_",
    "int0": "intp",
    "string_": "bytes_",
    "unicode_": "str_",
    "product": "prod",
    "cumproduct": "cumprod",
    "alltrue": "all",
    "sometrue": "any",
    "round_": "round",
    "row_stack": "vstack",
    "mat": "asmatrix",
}


def bring_back() -> None:
    """Give numpy the names that it has not got any more."""
    for old, new in MOVED.items():
        vars(np).setdefault(old, getattr(np, new))
    vars(np).setdefault("NINF", -np.inf)
    vars(np).setdefault("asscalar", lambda a: np.asarray(a).item())
    vars(np).setdefault("asfarray", lambda a, dtype=np.float64: np.asarray(a, dtype))
