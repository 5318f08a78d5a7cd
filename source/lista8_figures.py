"""Draw the three pictures of Lista 8 and put them into its notebook: `python source/lista8_figures.py`.

n        tokens in the sequence (4 in the drawing)
d_model  size of an embedding (6)
d_k      size of a query, key or value vector (3)
"""

import sys
from collections.abc import Sequence
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
    arrow,
    box,
    canvas,
    illustrate,
    matrix,
    node,
    png,
    tag,
    write,
)
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

NOTEBOOK = Path(__file__).parent / "lista8" / "lista8.ipynb"
N, D_MODEL, D_K = 4, 6, 3


def softmax_example() -> np.ndarray:
    """An attention matrix to colour the cells with; any scores would do. -> (n, n), rows sum to 1"""
    scores = np.array([[2.0, 0.3, 0.9, 0.0], [0.2, 1.2, 2.2, 0.4], [1.4, 0.1, 1.2, 0.0], [0.0, 0.8, 0.5, 2.4]])
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)  # (n, n)


FLOORS = {"1": 1.75, "2": 2.6, "6": 3.9}  # heights of the layers in the picture of the stacks; 6 as in the article
LAYER = (0.9, 0.28)  # half the width and half the height of a layer


def stack(axes: Axes, x: float, name: str, colors: Sequence[str]) -> None:
    """Layers from the bottom to the top; the dots stand for those between the second and the last."""
    for (number, y), color in zip(FLOORS.items(), colors, strict=True):
        box(axes, (x, y), (2 * LAYER[0], 2 * LAYER[1]), f"{name} {number}", facecolor=color)
    first, second, last = FLOORS.values()
    arrow(axes, (x, first + LAYER[1]), (x, second - LAYER[1]))
    for gap in (0.1, 0.22, 0.34):
        axes.plot(x, second + LAYER[1] + gap, marker="o", color=INK, markersize=4)
    arrow(axes, (x, second + LAYER[1] + 0.45), (x, last - LAYER[1]))


def draw_stacks() -> bytes:
    """The introduction: the two stacks of a translator, and which part the homework builds."""
    axes = canvas(5.55)
    encoders, decoders, between = 2.87, 5.5, 4.2
    bottom, top = FLOORS["1"] - LAYER[1], FLOORS["6"] + LAYER[1]
    stack(axes, encoders, "encoder", (ACCENT, PALE, PALE))
    stack(axes, decoders, "decoder", ("white", "white", "white"))
    tag(axes, (encoders - LAYER[0] - 0.01, FLOORS["1"]), "você está\naqui", width=1.75, height=0.7)
    write(axes, (encoders, 0.45), "entrada:\n“eu adoro café”")
    arrow(axes, (encoders, 0.77), (encoders, bottom))
    line = [(encoders, top), (encoders, top + 0.35), (between, top + 0.35), (between, FLOORS["1"])]
    axes.plot(*zip(*line, strict=True), color=INK, lw=1.6)
    for y in FLOORS.values():
        arrow(axes, (between, y), (decoders - LAYER[0], y))
    arrow(axes, (decoders, top), (decoders, 4.78))
    write(axes, (decoders, 5.1), "saída:\n“I love coffee”")
    return png(axes)


QKV = {"q": 2.83, "k": 4.28, "v": 5.73}  # x of the three columns of the attention picture
MIDDLE = (QKV["q"] + QKV["k"]) / 2  # x of what Q and K become
HALF = N * CELL / 2  # half the height of a matrix with n rows


def readings(axes: Axes, weights_y: float, projected_y: float) -> None:
    """The two rows where the arguments of self_attention may come in."""
    rows = [
        (weights_y, 1.5, "leitura 1", "matrizes\nde pesos\nd_model × d_k"),
        (projected_y, 1.08, "leitura 2", "matrizes já\nprojetadas\nn × d_k"),
    ]
    for y, height, name, what in rows:
        box(axes, (4.2, y), (4.4, height), facecolor=BAND, edgecolor=ACCENT, ls="--")
        tag(axes, (1.98, y + 0.3), name, width=1.8)
        write(axes, (1.0, y - 0.34), what)
    write(axes, (1.0, projected_y - 1.62), "as duas\nleituras\nsão aceitas", color=ACCENT, weight="bold")


def projections(axes: Axes, x_y: float, weights_y: float, projected_y: float) -> None:
    """From X through Wq, Wk, Wv to Q, K, V."""
    start, reach = (QKV["k"], x_y - HALF), D_MODEL * CELL / 2
    matrix(axes, (QKV["k"], x_y), (N, D_MODEL))
    write(axes, (QKV["k"] - 0.78, x_y), "entrada X\nn × d_model", ha="right")
    for name, x in QKV.items():
        turn = start[1] - 0.24
        way = [start] if name == "k" else [(QKV["k"], turn), (x, turn)]
        arrow(axes, *way, (x, weights_y + reach))
        matrix(axes, (x, weights_y), (D_MODEL, D_K), **WEIGHTS)
        write(axes, (x - 0.39, weights_y), f"W{name}", ha="right", va="center_baseline", weight="bold")
        arrow(axes, (x, weights_y - reach), (x, projected_y + HALF))
        write(axes, (x + 0.1, weights_y - 0.96), f"X·W{name}", ha="left", va="center_baseline")
        matrix(axes, (x, projected_y), (N, D_K), facecolor=PALE)
        write(axes, (x - 0.39, projected_y), name.upper(), ha="right", va="center_baseline", weight="bold")


def scores_and_softmax(axes: Axes, projected_y: float, scores_y: float, attention_y: float) -> None:
    """From Q and K to the attention matrix."""
    start, turn = projected_y - HALF, projected_y - HALF - 0.27
    q, k = QKV["q"], QKV["k"]
    axes.plot((q, q, k, k), (start, turn, turn, start), color=INK, lw=1.6)
    arrow(axes, (MIDDLE, turn), (MIDDLE, scores_y + HALF))
    write(axes, (MIDDLE + 0.14, scores_y + HALF + 0.26), "Q·Kᵀ / √d_k", ha="left")
    matrix(axes, (MIDDLE, scores_y), (N, N))
    write(axes, (MIDDLE - 0.57, scores_y), "escores\nn × n", ha="right")
    arrow(axes, (MIDDLE, scores_y - HALF), (MIDDLE, attention_y + HALF))
    write(axes, (MIDDLE + 0.14, (scores_y + attention_y) / 2), "softmax em\ncada linha", ha="left")
    matrix(axes, (MIDDLE, attention_y), (N, N), softmax_example())
    write(axes, (MIDDLE - 0.57, attention_y), "pesos de\natenção A\nn × n", ha="right")


def row_sum(axes: Axes, attention_y: float) -> None:
    """One row of the attention matrix framed, and what is true of every row."""
    left, bottom, right = MIDDLE - HALF, attention_y, MIDDLE + HALF
    axes.add_patch(Rectangle((left, bottom), N * CELL, CELL, fill=False, edgecolor=ACCENT, lw=3))
    axes.plot((right, right + 0.2), (bottom + CELL / 2,) * 2, color=ACCENT, lw=3)
    write(axes, (right + 0.28, bottom + CELL / 2), "cada linha\nsoma 1", ha="left", color=ACCENT, weight="bold")


def draw_attention() -> bytes:
    """Question 1: from X to the output, with the shape of every matrix."""
    axes = canvas(9.85)
    x_y, weights_y, projected_y, scores_y, attention_y, times_y, output_y = 9.3, 7.57, 5.75, 4.2, 2.75, 1.75, 0.55
    readings(axes, weights_y, projected_y)
    projections(axes, x_y, weights_y, projected_y)
    scores_and_softmax(axes, projected_y, scores_y, attention_y)
    row_sum(axes, attention_y)
    node(axes, (MIDDLE, times_y), "x")
    arrow(axes, (MIDDLE, attention_y - HALF), (MIDDLE, times_y + NODE))
    arrow(axes, (QKV["v"], projected_y - HALF), (QKV["v"], times_y), (MIDDLE + NODE, times_y))
    arrow(axes, (MIDDLE, times_y - NODE), (MIDDLE, output_y + HALF))
    write(axes, (MIDDLE + 0.14, times_y - 0.46), "A·V", ha="left")
    matrix(axes, (MIDDLE, output_y), (N, D_K), facecolor=PALE)
    write(axes, (MIDDLE - 0.47, output_y), "saída\nn × d_k", ha="right")
    return png(axes)


TRUNK, DETOUR = 3.2, 1.3  # x of the steps of the encoder picture, and of the arrows around them


def residual(axes: Axes, start: float, end: float, name: str) -> None:
    """The way around a sublayer, from height `start` to the sum at height `end`."""
    axes.plot(TRUNK, start, marker="o", color=ACCENT, markersize=8, zorder=3)
    arrow(axes, (TRUNK, start), (DETOUR, start), (DETOUR, end), (TRUNK - NODE, end), color=ACCENT, width=2.6)
    write(axes, (DETOUR - 0.12, (start + end) / 2), f"residual\n+ {name}", ha="right", color=ACCENT, weight="bold")
    node(axes, (TRUNK, end), "+")


def draw_encoder() -> bytes:
    """Question 2: one post-LN encoder layer, from the bottom to the top."""
    axes, half = canvas(8.35), 0.28
    box(axes, (WIDTH / 2, 4.17), (6.3, 6.95), facecolor=BAND, ls="--")
    write(axes, (6.2, 7.35), "um encoder", ha="right", weight="bold")
    stations = [(0.25, 0.18), (1.6, half), (2.65, half), (3.45, NODE), (4.15, half), (5.5, half), (6.3, NODE)]
    stations += [(7.0, half), (8.08, 0.18)]
    for (below, low), (above, high) in pairwise(stations):
        arrow(axes, (TRUNK, below + low), (TRUNK, above - high))
    steps = {1.6: "autoatenção", 2.65: "× Wo", 4.15: "LayerNorm", 5.5: "feed-forward", 7.0: "LayerNorm"}
    looks = {"× Wo": WEIGHTS, "LayerNorm": {}}
    for y, text in steps.items():
        box(axes, (TRUNK, y), (2.5, 2 * half), text, **looks.get(text, {"facecolor": PALE}))
    residual(axes, 1.0, 3.45, "x")
    residual(axes, 4.89, 6.3, "h")
    for y, text in {0.25: "x (n × d_model)", 8.08: "saída (n × d_model)"}.items():
        write(axes, (TRUNK, y), text)
    for y, text in {2.12: "n × d_k", 3.1: "n × d_model", 4.62: "h (n × d_model)"}.items():
        write(axes, (TRUNK + 0.16, y), text, ha="left")
    for y, text in {1.6: "questão 1", 2.65: "d_k × d_model"}.items():
        write(axes, (TRUNK + 1.35, y), text, ha="left")
    return png(axes)


PICTURES = {"fig-pilhas": draw_stacks, "fig-atencao": draw_attention, "fig-encoder": draw_encoder}

if __name__ == "__main__":
    illustrate(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK, PICTURES)
