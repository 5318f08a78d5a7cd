"""Whatever student code gives to a lent function, or claims to have given to its own, the judge never raises."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge.run.callbacks import answer_callback, stub_specs
from autograder.rubric import Failure, Lent
from autograder.sandbox.shared.messages import Callback, CallbackRefused, CallbackResult
from autograder.sandbox.shared.records import pack, parse
from autograder.sandbox.shared.wire import WireError
from solutions.lista8 import lending
from solutions.lista8_transformer import following, lent
from solutions.lista8_transformer.cases import draw
from tests.fuzz.strategies import carried, texts
from tests.fuzz.test_fuzz import fuzz

W1, W2 = np.ones((12, 5)), np.ones((5, 12))
CASES = draw(np.random.default_rng(1))
LENT = {
    "lista8": {
        "self_attention": partial(lending.attention, 3, False, (False, True)),
        "feed_forward": partial(lending.network, W1, W2),
        "layer_norm": lending.norm,
    },
    "lista8 in pairs": {"self_attention": partial(lending.attention, 12, True, (True,))},
    "challenge": lent.layers(CASES) | lent.heads(False, "layer_norm", "causal_mask"),
    "challenge in pairs": lent.heads(True, "layer_norm", "causal_mask"),
}
NAMES = [
    (assignment, f"{name}.{method}" if method else name)
    for assignment, provide in LENT.items()
    for name, item in provide.items()
    for method in (dict(item.methods) if isinstance(item, Lent) else [""])
]


def answered(provide, name, values, keywords, attributes):
    """The judge's answer to a call-back, as it goes over the wire."""
    try:
        callback = parse(pack(Callback(name, tuple(attributes), tuple(keywords), values)), Callback)
    except WireError:  # out of bounds: refused where it arrives
        return
    with np.errstate(all="ignore"):  # as in a check
        answer = answer_callback(provide, callback)
    parse(pack(answer), CallbackResult, CallbackRefused)


def plausible(provide, name):
    """Names of a lent function's parameters and of what its object holds, and a value for each."""
    first, _, method = name.partition(".")
    stub = stub_specs(provide)[first]
    held = [*stub.parameters, *stub.attributes] if method else []
    roles = list((stub.methods[method] if method else stub).roles)
    return st.tuples(st.just(held), st.just(roles), st.tuples(*[carried()] * (len(held) + len(roles))))


@pytest.mark.parametrize(("assignment", "name"), NAMES, ids=lambda item: item)
@fuzz(0.5)
@given(st.data())
def test_a_lent_function_answers_or_refuses_whatever_it_is_given(assignment, name, data):
    held, roles, values = data.draw(plausible(LENT[assignment], name))
    answered(LENT[assignment], name, values, roles, held)


@pytest.mark.parametrize("assignment", LENT)
@fuzz(0.5)
@given(st.lists(carried(), max_size=6), st.lists(texts(), max_size=3), st.lists(texts(), max_size=3), st.data())
def test_a_call_back_that_is_made_up_is_refused(assignment, values, keywords, attributes, data):
    name = data.draw(st.sampled_from([name for other, name in NAMES if other == assignment]))
    answered(LENT[assignment], name, tuple(values), keywords, attributes)


CASE = CASES[0]
WAYS = {  # a later part as it follows from earlier ones, and the attributes that hold some of these
    "attention": (lambda own: following.attention(own, CASE.x, CASE.memory, CASE.memory), ()),
    "heads": (lambda own: following.multi_head(own, CASE.x, CASE.x, CASE.x, CASE.layers[0].mha, 3), ()),
    "layer": (lambda own: following.encoder_layer(own, CASE.x), ("mha", "ff")),
    "stack": (lambda own: following.transformer(own, CASE.x, 2), ("layers.0", "layers.1")),
    "post-LN": (lambda own: following.post_ln_encoder_layer(own, CASE.x), ("mha", "ff")),
    "decoder": (lambda own: following.decoder_layer(own, CASE.x, CASE.memory), ("mha", "cross", "ff")),
}


@pytest.mark.parametrize("way", WAYS)
@fuzz(2)
@given(st.lists(st.tuples(st.integers(-1, 8), st.lists(carried(), max_size=5), carried(), st.booleans()), max_size=6))
def test_a_record_that_is_made_up_follows_from_nothing_and_breaks_nothing(way, calls):
    """Some calls got what the way needs first: their outputs go further."""
    compose, parts = WAYS[way]
    record = [[number, [CASE.x] * 3 + given[3:] if known else given, output] for number, given, output, known in calls]
    for claimed in (record, [*record, [1, 2]], tuple(record), [number for number, *_ in record]):
        [own] = following.owns(claimed, parts, 1)
        try:
            with np.errstate(all="ignore"):
                assert isinstance(compose(own), np.ndarray)
        except Failure:
            pass


def test_small_matrices_whose_axes_repeat_each_other_make_no_large_answer():
    given = tuple(np.ones(shape) for shape in ((1, 1, 64, 1), (64, 1, 1, 1), (1, 1, 1, 64), (1, 64, 1, 1)))
    asked = Callback("scaled_dot_product_attention", (), (), given)
    assert isinstance(answer_callback(LENT["challenge"], asked), CallbackRefused)
