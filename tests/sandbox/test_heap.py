"""What a zygote does to its memory before it forks."""

from itertools import pairwise

import pytest

from autograder.sandbox.zygote.heap import block, fill_gaps


@pytest.mark.parametrize("size", [176, 320, 496])  # smaller ones come and go while a test runs
def test_what_is_made_after_the_gaps_are_filled_lies_side_by_side(size):
    scattered = [block(size) for _ in range(1000)]
    del scattered[::2]  # a gap after each
    fill_gaps()
    places = [id(one) for one in [block(size) for _ in range(20)]]
    assert sum(place == last + size for last, place in pairwise(places)) >= 17  # a pool may end among them


def test_a_block_takes_up_what_it_should():
    assert all(block(room).__sizeof__() == room for room in range(16, 513, 16))
