"""Known mistakes, and the outputs among which they are looked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Slip:
    """One known mistake: the switches that reproduce it in the parametrised model, and what to tell the student."""

    name: str
    switches: Mapping[str, Any]
    sentence: str  # what was done, in the student's language
    hint: str  # where to look, without giving the answer away
    share: float = 0.0  # part of a check's points that an answer with only this slip keeps


@dataclass(frozen=True)
class Evidence:
    """Wrong outputs, what known slips would have given for the same inputs, and what is right for them.

    None stands for code that stops with an error. predict takes one slip or several (no two of which set one switch)
    and yields an output for each input; it may end early with a ValueError where there is none for such shapes.
    """

    actual: Sequence[np.ndarray | None]
    predict: Callable[..., Iterable[np.ndarray | None]]
    slips: Sequence[Slip]
    right: Sequence[np.ndarray]
    together: int = 1  # so many slips at most are looked for at once
    first: Callable[[Sequence[tuple[Slip, ...]]], Sequence[np.ndarray | None]] | None = None  # predict for the first
    # input alone, which has an answer, and for many combinations at once: quicker, and evidence that differs in later
    # inputs then shares one bank
