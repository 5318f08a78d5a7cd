"""What the homeworks share, and the shares of points that their slips keep."""

import re
from collections import Counter

import pytest

from autograder.rubric.load import key_of
from solutions.common import slips
from tests.conftest import PROJECT

WORDS = {"lista8": "d_k", "lista8_transformer": "depth"}  # what each calls the size of a key
SLIPS = {assignment: {slip.name: slip for slip in key_of(assignment).slips} for assignment in WORDS}


@pytest.mark.parametrize("name", slips._TEXTS)
def test_both_homeworks_say_a_common_slip_in_one_wording_each_with_its_own_word_for_the_size_of_a_key(name):
    for assignment, d_k in WORDS.items():
        assert SLIPS[assignment][name].sentence == slips.known(name, {}, d_k=d_k).sentence
        assert "{" not in SLIPS[assignment][name].sentence + SLIPS[assignment][name].hint


def test_no_slip_is_written_in_both_homeworks_by_one_name_and_in_one_wording():
    one, other = SLIPS.values()
    twice = {name for name in one.keys() & other.keys() if one[name].sentence == other[name].sentence}
    assert twice <= slips._TEXTS.keys()


def test_a_slip_that_is_not_common_has_no_text():
    with pytest.raises(KeyError, match="esquecida"):
        slips.known("esquecida", {})


def test_the_instructors_page_counts_the_slips_that_keep_each_share():
    rows = re.findall(r"^\| (\d+) % \| (\d+) \| (\d+) \|$", (PROJECT / "docs/instructor.md").read_text(), re.MULTILINE)
    counts = [Counter(round(100 * slip.share) for slip in known.values()) for known in SLIPS.values()]
    shares = sorted({*counts[0], *counts[1]}, reverse=True)
    assert [tuple(map(int, row)) for row in rows] == [(one, *(count[one] for count in counts)) for one in shares]
