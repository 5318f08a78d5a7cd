"""Known mistakes, what they give, and the outputs among which they are looked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
class Symptoms:
    """What an answer gave, what known slips would have given for the same inputs, and what is expected there.

    None stands for code that stops with an error. predict takes one slip or several (no two of which set one switch)
    and yields an output for each input; it may end early with a ValueError where there is none for such shapes.
    max_slips: so many are looked for at once. predict_many: what many combinations give for the first input alone,
    which has an answer: quicker, and symptoms that differ in later inputs then share one bank.
    """

    actual: Sequence[np.ndarray | None]
    predict: Callable[..., Iterable[np.ndarray | None]]
    slips: Sequence[Slip]
    expected: Sequence[np.ndarray]
    max_slips: int = 1
    predict_many: Callable[[Sequence[tuple[Slip, ...]]], Sequence[np.ndarray | None]] | None = None


def switches_of(slips: Iterable[Slip]) -> dict[str, Any]:
    """All switches that these slips set; they set none twice."""
    return {name: value for slip in slips for name, value in slip.switches.items()}


def predictions(model: Callable[..., np.ndarray], cases: Iterable[Any], *slips: Slip) -> Iterator[np.ndarray | None]:
    """What a model gives with the switches of these slips: model(case, **switches) for each case; None: ValueError."""
    switches = switches_of(slips)
    yield from (or_impossible(model, case, **switches) for case in cases)


def or_impossible(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """The function's value; None for a ValueError: for inputs of these shapes there is none."""
    try:
        return function(*arguments, **named)
    except ValueError:
        return None
