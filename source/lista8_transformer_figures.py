"""Draw the four pictures of the challenge into its notebook: `python source/lista8_transformer_figures.py`.

B        sentences in a batch            h      heads (3 in the drawing)
n        tokens in a sentence (4)        depth  size of a head's vectors (2)
d_model  size of an embedding (6)
"""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from figures import (
    ACCENT,
    BAND,
    CELL,
    INK,
    NODE,
    PALE,
    WEIGHTS,
    WIDTH,
    Point,
    arrow,
    box,
    canvas,
    illustrate,
    matrix,
    node,
    png,
    write,
)
from matplotlib.axes import Axes

NOTEBOOK = Path(__file__).parent / "lista8_transformer" / "lista8_transformer.ipynb"
N, HEADS, DEPTH = 4, 3, 2
HEAD_SHADES = ("white", PALE, "#8f8f8f")  # one a head
HALF = 0.28  # half the height of a box


def tower(axes: Axes, x: float, steps: dict[float, str], width: float = 2.5, looks: dict | None = None) -> None:
    """Boxes above each other at the given heights."""
    for y, text in steps.items():
        box(axes, (x, y), (width, 2 * HALF), text, **(looks or {}).get(text, {"facecolor": PALE}))


def upwards(axes: Axes, x: float, stations: list[tuple[float, float]]) -> None:
    """Arrows from each station (height, half its size) to the next one above."""
    for (below, low), (above, high) in pairwise(stations):
        arrow(axes, (x, below + low), (x, above - high))


def draw_flow() -> bytes:
    """The introduction: from tokens to the output, with the shape after every step and the question that builds it."""
    axes, x = canvas(6.6), 3.0
    steps = {1.35: "embedding", 2.6: "EncoderLayer 1", 3.75: "EncoderLayer 2", 5.45: "EncoderLayer N"}
    box(axes, (WIDTH / 2, 3.4), (6.3, 5.1), facecolor=BAND, ls="--")
    write(axes, (6.2, 5.7), "Transformer", ha="right", weight="bold")
    tower(axes, x, steps, looks={"embedding": WEIGHTS})
    upwards(axes, x, [(0.3, 0.18), (1.35, HALF), (2.6, HALF), (3.75, HALF), (4.25, 0)])
    for gap in (4.38, 4.5, 4.62):
        axes.plot(x, gap, marker="o", color=INK, markersize=4)
    upwards(axes, x, [(4.75, 0), (5.45, HALF), (6.35, 0.18)])
    write(axes, (x, 0.3), "tokens: inteiros (B, n)")
    write(axes, (x, 6.4), "saída (B, n, d_model)")
    for y in (1.97, 3.17):
        write(axes, (x + 0.15, y), "(B, n, d_model)", ha="left")
    write(axes, (x + 1.4, 1.35), "uma linha por\npalavra: questão 6", ha="left", size=12)
    write(axes, (x + 1.4, 2.6), "atenção (questão 3)\ne feed-forward (4):\nquestão 5", ha="left", size=12)
    write(axes, (x + 1.4, 3.75), "mesma estrutura,\npesos próprios", ha="left", size=12)
    return png(axes)


def columns(axes: Axes, at: Point, shaded: tuple[int, ...]) -> None:
    """A matrix with n rows whose blocks of `depth` columns belong to the given heads."""
    left = at[0] - len(shaded) * DEPTH * CELL / 2
    for place, head in enumerate(shaded):
        matrix(axes, (left + (place + 0.5) * DEPTH * CELL, at[1]), (N, DEPTH), facecolor=HEAD_SHADES[head])


def draw_heads() -> bytes:
    """Question 3: d_model columns parted into heads, attention in each, and back side by side."""
    axes, middle, half = canvas(8.3), 3.25, N * CELL / 2
    places = {head: x for head, x in enumerate((1.2, 3.25, 5.3))}
    top, parted, attended, joined, output = 7.6, 5.75, 3.75, 2.1, 0.5
    columns(axes, (middle, top), (0, 1, 2))
    write(axes, (middle - 0.8, top), "Q WQ\nn × d_model", ha="right")
    write(axes, (middle + 0.8, top), "o mesmo com\nK WK e V WV", ha="left")
    write(axes, (0.1, 6.62), "split_heads", ha="left", color=ACCENT, weight="bold")
    write(axes, (0.1, joined), "juntar de volta", ha="left", color=ACCENT, weight="bold")
    for head, x in places.items():
        arrow(axes, (middle + (head - 1) * DEPTH * CELL, top - half), (x, parted + half))
        columns(axes, (x, parted), (head,))
        write(axes, (x + 0.28, parted), "n × depth", ha="left", size=12)
        arrow(axes, (x, parted - half), (x, attended + half + 0.42))
        box(axes, (x, attended + half + 0.14), (1.75, 0.56), "atenção", facecolor="white")
        columns(axes, (x, attended - 0.52), (head,))
        arrow(axes, (x, attended + half - 0.14), (x, attended - 0.52 + half))
        arrow(axes, (x, attended - 0.52 - half), (middle + (head - 1) * DEPTH * CELL, joined + half))
    columns(axes, (middle, joined), (0, 1, 2))
    write(axes, (middle + 0.8, joined), "n × d_model", ha="left")
    arrow(axes, (middle, joined - half), (middle, output + 0.62))
    box(axes, (middle, output + 0.34), (1.6, 0.56), "× WO", **WEIGHTS)
    arrow(axes, (middle, output + 0.06), (middle, output - 0.24))
    write(axes, (middle, 0.1), "saída (n × d_model)")
    return png(axes)


def draw_mask() -> bytes:
    """Question 8: the causal mask, and what becomes of the scores."""
    axes, words = canvas(3.3), ("o", "gato", "viu", "o")
    cell, allowed = 0.42, np.tri(N, dtype=bool)
    for left, marks in ((1.1, ("pode", "")), (4.3, ("", "−∞"))):
        for row, column in np.ndindex(N, N):
            at = (left + (column + 0.5) * cell, 2.25 - (row + 0.5) * cell)
            seen = allowed[row, column]
            box(axes, at, (cell * 0.94, cell * 0.94), facecolor="white" if seen else PALE, lw=1)
            text = ("V" if seen else "F") if marks[0] else ("" if seen else marks[1])
            write(axes, at, text, size=12, weight="bold" if seen else "normal")
        for index, word in enumerate(words):
            write(axes, (left - 0.1, 2.25 - (index + 0.5) * cell), word, ha="right", size=12)
            write(axes, (left + (index + 0.5) * cell, 2.4), word, size=11, rotation=35, va="bottom")
    write(axes, (1.1 + 2 * cell, 0.3), "máscara causal", weight="bold")
    write(axes, (4.3 + 2 * cell, 0.3), "escores antes da softmax", weight="bold")
    arrow(axes, (3.0, 1.4), (3.6, 1.4), color=ACCENT, width=2.6)
    return png(axes)


TRUNK, DETOUR = 3.0, 1.15  # x of the steps of the decoder picture, and of the arrows around them


def sublayer(axes: Axes, bottom: float, name: str, around: str, result: str) -> None:
    """A sublayer whose residual starts at height `bottom`: box, sum, norm, and the name of what comes out."""
    axes.plot(TRUNK, bottom, marker="o", color=ACCENT, markersize=8, zorder=3)
    way = [(TRUNK, bottom), (DETOUR, bottom), (DETOUR, bottom + 1.35), (TRUNK - NODE, bottom + 1.35)]
    arrow(axes, *way, color=ACCENT, width=2.6)
    write(axes, (DETOUR - 0.12, bottom + 0.68), f"+ {around}", ha="right", color=ACCENT, weight="bold")
    node(axes, (TRUNK, bottom + 1.35), "+")
    tower(axes, TRUNK, {bottom + 0.6: name, bottom + 2.0: "LayerNorm"}, looks={"LayerNorm": {}})
    upwards(axes, TRUNK, [(bottom, 0), (bottom + 0.6, HALF), (bottom + 1.35, NODE), (bottom + 2.0, HALF)])
    write(axes, (TRUNK + 0.15, bottom + 2.46), result, ha="left")
    upwards(axes, TRUNK, [(bottom + 2.0, HALF), (bottom + 2.68, 0)])


def draw_decoder() -> bytes:
    """Question 9: one post-LN decoder layer, from the bottom to the top."""
    axes = canvas(9.1)
    box(axes, (WIDTH / 2, 4.62), (6.3, 7.95), facecolor=BAND, ls="--")
    write(axes, (6.2, 8.35), "DecoderLayer", ha="right", weight="bold")
    upwards(axes, TRUNK, [(0.42, 0), (0.82, 0)])
    sublayer(axes, 0.82, "mha", "x", "a (B, n, d_model)")
    sublayer(axes, 3.44, "cross", "a", "b (B, n, d_model)")
    sublayer(axes, 6.06, "ff", "b", "")
    write(axes, (TRUNK, 0.25), "x (B, n, d_model)")
    write(axes, (TRUNK, 8.92), "saída (B, n, d_model)")
    write(axes, (TRUNK + 1.35, 1.42), "Q, K e V de x,\ncom máscara causal", ha="left", size=12)
    write(axes, (TRUNK + 1.35, 3.75), "Q de a", ha="left", size=12)
    tag_tip = (TRUNK + 1.27, 4.15)
    arrow(axes, (6.2, tag_tip[1]), tag_tip, width=2.0)
    write(axes, (6.2, tag_tip[1] + 0.32), "K e V de memory\n(B, m, d_model)", ha="right", size=12)
    return png(axes)


PICTURES = {"fig-fluxo": draw_flow, "fig-cabecas": draw_heads, "fig-mascara": draw_mask, "fig-decoder": draw_decoder}

if __name__ == "__main__":
    illustrate(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK, PICTURES)
