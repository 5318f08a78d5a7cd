"""Memory that is cheap to fork: a child that writes into a page which it shares must copy it first.

Without `fill_gaps` a submission takes 11 % longer (`grade` on 200, in turns on two quiet cores).
"""

import ctypes
import gc
import sys

ALIGNMENT, SMALL = 16, 512  # bytes, of CPython's allocator for small objects: Objects/obmalloc.c
EMPTY = sys.getsizeof(b"")
RUN, MOST = 20, 2000  # so many blocks in a row are no gap; so many are enough to look for one
LARGE = 128 << 10  # of which the C library's allocator takes no block from the heap: mallopt(3)
LIBC = ctypes.CDLL(None)
LIBC.malloc.argtypes, LIBC.sbrk.argtypes = (ctypes.c_size_t,), (ctypes.c_ssize_t,)
LIBC.malloc.restype = LIBC.sbrk.restype = ctypes.c_void_p
_FILLING: list[object] = []


def share() -> None:
    """Make what there is cheap to fork. What is frozen the collector does not touch."""
    gc.collect()
    fill_gaps()
    gc.freeze()


def fill_gaps() -> None:
    """Use up the gaps that imports left all over the heap, so that a child's objects lie side by side in few new pages.

    A gap that a child fills is a page that it must copy. New memory is told by blocks that follow one another.
    """
    for size in range(ALIGNMENT, SMALL + 1, ALIGNMENT):
        last, run = 0, 0
        for _ in range(MOST):
            _FILLING.append(block(size))
            last, run = id(_FILLING[-1]), run + 1 if id(_FILLING[-1]) == last + size else 0
            if run == RUN:
                break
    top, size = LIBC.sbrk(0), LARGE
    while size >= ALIGNMENT:
        while (LIBC.malloc(size) or top) < top:
            pass  # never freed
        size = size * 3 // 4


def block(size: int) -> object:
    """An object that takes up so many bytes."""
    if size < EMPTY:
        return complex(size) if size > ALIGNMENT else object()
    return bytes(size - EMPTY)
