"""An answer whose function or class has another name than the one that was asked for.

A name that is close to it decides. Else all that could be called in its place are tried as versions of the answer, the
most likely first: what stands in the answer's own cell, is no helper of another candidate, has the parameters of the
handout, is used by other cells, comes last.
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat.v4 import new_code_cell

from autograder.parse.callables import Offer, called_in, offers
from autograder.parse.python import functions
from autograder.repair.cells import CellMatch, SubmittedCell
from autograder.repair.placed import between
from autograder.repair.released import SourceCell, fingerprint

NAME = 80  # characters that a function's name may have to be compared with another
CLOSE = 0.75  # how alike two names must be, from 0 to 1
MOST, CONSIDERED = 4, 50  # candidates that are tried, and looked at


@dataclass(frozen=True)
class Candidate:
    """An offer, the cell that makes it, and what speaks for it: see `_rank`."""

    one: SubmittedCell
    offer: Offer
    alike: float
    own: bool
    near: bool


def match_other_name(result: CellMatch, function: str, answer: str, free: Sequence[SubmittedCell]) -> None:
    """Give `function` the versions that other names have, each with a cell that lends it the right one."""
    source = result.record.find_source_cell(answer)
    wanted = next((one for one in offers(source.released) if one.name == function), None)
    found = _candidates(result, source, wanted, free) if wanted else []
    fitting = [one for one in found if one.offer.fits(wanted)] or found
    close = [one for one in fitting if one.alike >= CLOSE]
    placed = [one for one in fitting if one.own or one.near]
    ranked = _ranked((close or placed or fitting)[-CONSIDERED:], wanted, free)
    for rank, candidate in enumerate(ranked[:MOST]):
        alias = f"{function} = {candidate.offer.expression}"
        if rank == 0:
            result.names[function] = alias
            result.versions[function] = [candidate.one]
        else:
            cell = new_code_cell(alias)
            known_as = SubmittedCell(candidate.one.position, cell, None, alias, fingerprint(alias))
            result.versions[function].append(known_as)
            result.aliases.append((candidate.one, known_as))


def _candidates(result: CellMatch, source: SourceCell, wanted: Offer, free: Sequence[SubmittedCell]) -> list[Candidate]:
    """What may be the answer: by its name anywhere, by its parameters in its own cell or place, or by their names."""
    taken = {name for cell in result.record.source_cells for name in functions(cell.released)} - {wanted.name}
    near = {id(one) for one in between(result, source, free)}
    found = []
    for one in (one for one in free if one.is_code):
        for offer in offers(one.source):
            if offer.name in taken or len(offer.name) > NAME or offer.expression == wanted.name:
                continue
            candidate = Candidate(one, offer, _alike(offer.name, wanted.name), one.belongs_to(source), id(one) in near)
            fits = offer.fits(wanted) and bool(wanted.parameters)
            placed = candidate.own or candidate.near or 2 * offer.shares(wanted) > len(wanted.parameters)
            if (fits and placed) or (candidate.alike >= CLOSE and offer.is_class == wanted.is_class):
                found.append(candidate)
    return found


def _ranked(found: Sequence[Candidate], wanted: Offer, free: Sequence[SubmittedCell]) -> list[Candidate]:
    """The most likely first."""
    uses = Counter(name for one in free if one.is_code for name in called_in(one.source))
    called = [(candidate.offer.name, _calls(candidate)) for candidate in found]

    def rank(candidate: Candidate) -> tuple:
        name = candidate.offer.name
        helps = any(name in names for other, names in called if other != name)
        used = uses[name] - (name in called_in(candidate.one.source))
        last = -candidate.one.position, -candidate.offer.first
        return not candidate.own, helps, -candidate.offer.shares(wanted), -used, -candidate.alike, *last

    return sorted(found, key=rank)


def _calls(candidate: Candidate) -> set[str]:
    """Names that a candidate's own definition uses."""
    lines = candidate.one.source.split("\n")[candidate.offer.first - 1 : candidate.offer.last]
    return called_in("\n".join(lines))


def _alike(name: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _plain(name), _plain(other), autojunk=False).ratio()


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalpha() and not unicodedata.combining(letter))
