"""What a hostile student may write: strings, JSON, frames, outputs and notebooks that no honest program makes."""

import copy
import json
import struct
import warnings
from dataclasses import fields
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import numpy as np
from hypothesis import strategies as st

from autograder.sandbox.shared.records import KEY_LIMIT, Json, Payload, Record, pack
from autograder.sandbox.shared.wire import Opaque, unpack
from autograder.sandbox.shared.wire import pack as wire_pack

MARK = "FUZZ"  # in everything that tries to run: what must not come through as a tag, an attribute or an address
NASTY = [
    f"<script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}><script>{MARK}</script></svg>",
    f"</pre></div></body></html><script>{MARK}</script>",
    f"<a href='javascript:{MARK}'>x</a>",
    f"[x](javascript:{MARK})",
    f"![x](x 'onerror={MARK}')",
    f"<style>@import '{MARK}'</style>",
    f"<iframe srcdoc='<script>{MARK}</script>'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}>",
    f"$$\\href{{javascript:{MARK}}}{{x}}$$",
    f"$</math><script>{MARK}</script>$",
    f'" onmouseover="{MARK}',
    f"<!--><script>{MARK}</script>-->",
    f"]]><script>{MARK}</script>",
    f"\x1b]8;;javascript:{MARK}\x1b\\x\x1b]8;;\x1b\\",
    f"\x1b[31m<script>{MARK}</script>\x1b[0m",
    f'\x1b[38;5;1;"onclick={MARK}"m',
    "\x1b[2J\x1b[H\x1b[9999C",
    "\u202e\u2066reversed\u2069\u202c\u200b\ufeff",
    "\x00\x01\x08\x7f\x85\u2028\u2029",
    "{{ cell }}{% raw %}{# #}",
    "a" * 2_000,
    "<b>" * 400,
    "[" * 1_200,
    "$" * 999,
    "``" * 500,
    "| " * 500,
]


def texts() -> st.SearchStrategy[str]:
    """Strings, among them half surrogate pairs, which JSON can carry and UTF-8 cannot."""
    loose = st.text(st.characters(), max_size=30)
    return st.one_of(loose, st.sampled_from(NASTY), st.tuples(loose, st.sampled_from(NASTY)).map("".join))


def jsons(leaves: st.SearchStrategy | None = None) -> st.SearchStrategy:
    """Any JSON value."""
    numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats())
    base = leaves or st.one_of(st.none(), st.booleans(), numbers, texts())
    return st.recursive(
        base,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts(), inner, max_size=4)),
        max_leaves=12,
    )


def values() -> st.SearchStrategy:
    """The nodes of the wire's own format, mostly with something wrong."""
    sizes = st.lists(st.one_of(st.integers(-2, 9), st.sampled_from([2**31, 2**63, 10**30, True, None])), max_size=10)
    kinds = st.sampled_from(["<f8", "<i4", "|b1", "<c16", "|O", "|V8", "<U4", ">f8", "<f9", "<M8", "", "<f88", "<b1"])
    arrays = st.tuples(kinds, sizes).map(lambda told: {"array": list(told)})
    leaves = st.one_of(arrays, st.builds(lambda text: {"opaque": text}, texts()), jsons())
    nested = lambda inner: st.builds(  # noqa: E731  a strategy of a strategy
        lambda kind, items: {kind: items}, st.sampled_from(["list", "tuple", "array", "pickle"]), st.lists(inner)
    )
    return st.recursive(leaves, nested, max_leaves=8)


def frames() -> st.SearchStrategy[bytes]:
    """Frames: made by the rules, with lies in them, or plain noise."""
    headers = st.dictionaries(texts(), jsons(), max_size=4)
    made = st.builds(_frame, headers, values(), st.binary(max_size=64), st.integers(-3, 3))
    return st.one_of(made, st.binary(max_size=200))


def _frame(header: dict, value: object, blob: bytes, lie: int) -> bytes:
    text = json.dumps({**header, "value": value}).encode()
    return struct.pack("!I", max(0, len(text) + lie)) + text + blob


def records(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Any record of a kind, within all of its bounds."""
    hints = get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{field.name: _within(hints[field.name]) for field in fields(kind)})


def _within(hint: Any) -> st.SearchStrategy:
    kind, bound = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, None)
    if hint in (Json, Payload):
        return st.one_of(st.none(), st.integers(-9, 9), st.lists(st.booleans(), max_size=3))
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*map(_within, get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(_within(get_args(kind)[0]), max_size=min(bound, 3)).map(tuple)
    if get_origin(kind) is dict:
        return st.dictionaries(_words(KEY_LIMIT), _within(get_args(kind)[1]), max_size=min(bound, 3))
    if kind is int:
        return st.one_of(st.sampled_from([bound[0], bound[-1]]), st.integers(bound[0], bound[-1]))
    if kind in (bool, NoneType) or issubclass(kind, Enum):
        return st.sampled_from({bool: [False, True], NoneType: [None]}.get(kind) or list(kind))
    return {float: lambda most: st.floats(0, most), str: _words}.get(kind, lambda _: records(kind))(bound)


def _words(limit: int) -> st.SearchStrategy[str]:
    """Text that UTF-8 can write, some as long as may be."""
    longest = st.just("ç" * min(limit, 5_000))
    return st.one_of(longest, st.text(st.characters(exclude_categories=["Cs"]), max_size=min(limit, 9)))


def lies(*kinds: type[Record]) -> st.SearchStrategy[bytes]:
    """Messages of these kinds in which one thing, however deep, is another, is gone or comes twice."""
    return st.builds(_with_a_lie, st.one_of(*map(records, kinds)), _changes(), st.booleans(), jsons())


def _with_a_lie(message: Record, change: tuple, in_values: bool, more: Any) -> bytes:
    header, values = unpack(pack(message))
    if in_values:
        return wire_pack(header, [values, more] if change[0][0] % 2 else (*values, more))
    _change(header, *change)
    return wire_pack(header, values)


def outputs() -> st.SearchStrategy:
    """What a child may claim that a cell showed."""
    kinds = st.sampled_from(["stream", "display_data", "execute_result", "error", "update_display_data", "x"])
    mimes = ["text/html", "text/markdown", "text/latex", "image/svg+xml", "text/plain", "image/png", "application/json"]
    mimes += ["application/javascript", "application/vnd.jupyter.widget-view+json", "text/x"]
    bundle = st.dictionaries(st.sampled_from(mimes), st.one_of(texts(), jsons()), max_size=4)
    about = st.dictionaries(st.sampled_from([*mimes, "width", "isolated", "x"]), jsons(), max_size=3)
    known = {"output_type": kinds, "name": st.sampled_from(["stdout", "stderr", "x"]), "text": texts()}
    known |= {"data": bundle, "metadata": about, "ename": texts(), "evalue": texts()}
    known |= {"traceback": st.lists(texts(), max_size=3), "execution_count": jsons()}
    return st.one_of(st.fixed_dictionaries(known), jsons())


def damages() -> st.SearchStrategy[tuple]:
    """What `damage` may do to a notebook."""
    return st.tuples(st.lists(_changes(), max_size=4), st.integers(0, len(SPOILERS) - 1))


def _changes() -> st.SearchStrategy[tuple]:
    where = st.lists(st.integers(0, 50), min_size=1, max_size=6)
    return st.tuples(where, st.sampled_from(["replace", "delete", "repeat", "wrap"]), jsons())


SPOILERS = [
    lambda text: text,
    lambda text: text.replace('{"cells"', '{"cells": [], "metadata": 7, "cells"', 1),  # duplicate keys: the last counts
    lambda text: text.replace('"nbformat": 4', '"nbformat": 3', 1),
    lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": 99999999999', 1),
    lambda text: text.replace('"metadata": {}', '"metadata": ' + '{"a": ' * 2000 + "1" + "}" * 2000, 1),
    lambda text: text[: len(text) // 2],
    lambda text: "\ufeff" + text,
    lambda text: text.replace('"source": "', '"source": "\\ud800', 3),
    lambda text: "[" * 200_000,
    lambda text: text + text,
]


def damage(honest: dict, changes: list[tuple], spoiler: int) -> bytes:
    """An honest notebook with a few things changed, as bytes of a file."""
    notebook = copy.deepcopy(honest)
    for where, how, value in changes:
        _change(notebook, where, how, value)
    return SPOILERS[spoiler](json.dumps(notebook)).encode("utf-8", "surrogatepass")


def _change(node: object, where: list[int], how: str, value: object) -> None:
    """Walk down `where` as far as it goes, then change what is there."""
    for step in where:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = keys[step % len(keys)]
        parent, node = node, node[key]
        if not isinstance(node, (dict, list)):
            break
    if how == "delete":
        del parent[key]
    elif how == "repeat" and isinstance(parent, list):
        parent.insert(key, copy.deepcopy(node))
    else:
        parent[key] = [node] if how == "wrap" else value


def carried() -> st.SearchStrategy:
    """Any value that a frame can carry: what a child may give to a lent function. Made from a seed, which is quick."""
    return st.integers(0, 2**32 - 1).map(lambda seed: _value(np.random.default_rng(seed)))


def _value(rng: np.random.Generator, depth: int = 3) -> object:
    kind = rng.choice(["array", "number", "list", "other"], p=[0.6, 0.15, 0.1, 0.15])
    if kind == "array":
        return _array(rng)
    if kind == "number":
        return [int(rng.integers(-3, 13)), int(rng.integers(-(2**63), 2**63 - 1)), float(rng.normal()), np.inf][
            rng.integers(4)
        ]
    if kind == "list" and depth:
        items = [_value(rng, depth - 1) for _ in range(rng.integers(4))]
        return items if rng.integers(2) else tuple(items)
    return [None, True, False, np.nan, Opaque(NASTY[rng.integers(len(NASTY))])][rng.integers(5)]


def _array(rng: np.random.Generator) -> np.ndarray:
    """Up to 5,000 numbers of a size that fits the challenge now and then, with a spoiler among them where one fits."""
    sizes = [0, 1, 2, 3, 4, 5, 12, 12, 12, 12, 65]
    shape = tuple(int(rng.choice(sizes)) for _ in range(rng.integers(7)))
    shape = [shape, (12, 12), (3, 12), (2, 5, 12), ()][rng.integers(5)]
    while np.prod(shape) > 5_000:
        shape = shape[1:]
    kind = str(rng.choice(["f8", "f8", "f8", "f2", "i8", "i1", "u8", "b1", "c16", "c8"]))
    spoiler = [0, np.nan, np.inf, -np.inf, 1e308, 1j][rng.integers(6)]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array = np.array(rng.normal(0, 3, shape)).astype(kind)
        if array.size and rng.integers(2) and (kind[0] == "c" or (kind[0] == "f" and spoiler != 1j)):
            array.flat[rng.integers(array.size)] = spoiler
    return array
