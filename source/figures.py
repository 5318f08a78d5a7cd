"""What the pictures of all notebooks share: a page, its marks, and the way into a notebook.

Each draw_* function of a notebook's own script is pure and returns the bytes of a small PNG, the same bytes every time.
Lengths are inches and y points up. A picture is told by shades, hatching and one accent colour, so that it can be read
in black and white. Only the picture cells of a notebook are written, and of those only the picture:
`![alternative text](picture)`.
"""

import base64
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon, Rectangle
from matplotlib.path import Path as Line
from PIL import Image

WIDTH, DPI = 6.5, 110  # 715 px: the text column of a notebook; half of it on a phone
COLOURS = 64  # enough for the greys, the accent and their smooth edges
ACCENT, INK, PALE, BAND = "#0b5cad", "black", "#d9d9d9", "#f1f1f1"  # the blue is a dark grey on paper
WEIGHTS = {"facecolor": PALE, "hatch": "////", "hatch_linewidth": 0.7}  # a matrix of learned weights, in every picture
CELL, NODE = 0.21, 0.17  # side of a matrix's cell, radius of an operation
Point = tuple[float, float]


def canvas(height: float) -> Axes:
    """An empty white page, one data unit per inch."""
    axes = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white").add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")
    return axes


def png(axes: Axes) -> bytes:
    """The page as a palette PNG without a date or a software name."""
    full, small = io.BytesIO(), io.BytesIO()
    axes.figure.savefig(full, format="png", metadata={"Software": None})
    Image.open(full).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def write(axes: Axes, at: Point, text: str, size: float = 14, **style: object) -> None:
    """Text centred on a point, unless `ha` or `va` say otherwise."""
    axes.text(*at, text, **{"size": size, "ha": "center", "va": "center", "linespacing": 1.25, **style})


def arrow(axes: Axes, *points: Point, color: str = INK, width: float = 1.6) -> None:
    """A line through the points with its head on the last one."""
    axes.add_patch(FancyArrowPatch(path=Line(points), arrowstyle="-|>", mutation_scale=16, color=color, lw=width))


def box(axes: Axes, at: Point, size: Point, text: str = "", **style: object) -> None:
    """A rounded box centred on a point; its text stays readable on hatching."""
    corner = (at[0] - size[0] / 2, at[1] - size[1] / 2)
    style = {"facecolor": "white", "edgecolor": INK, "lw": 1.4, **style}
    axes.add_patch(FancyBboxPatch(corner, *size, boxstyle="round,pad=0,rounding_size=0.09", **style))
    plate = {"facecolor": style["facecolor"], "edgecolor": "none", "pad": 2} if "hatch" in style else None
    write(axes, at, text, size=15, bbox=plate, color="white" if style["facecolor"] == ACCENT else INK)


def tag(axes: Axes, tip: Point, text: str, width: float = 1.6, height: float = 0.44) -> None:
    """A sign in the accent colour whose point touches `tip`, from the left."""
    x, y, h = *tip, height / 2
    corners = [(x, y), (x - 0.22, y + h), (x - width, y + h), (x - width, y - h), (x - 0.22, y - h)]
    axes.add_patch(Polygon(corners, facecolor=ACCENT, edgecolor="none"))
    write(axes, (x - width / 2 - 0.08, y), text, color="white", weight="bold")


def matrix(axes: Axes, at: Point, shape: tuple[int, int], shades: np.ndarray | None = None, **style: object) -> None:
    """A grid of cells centred on a point; shades are greys from 0 (white) to 1 (black)."""
    rows, columns = shape
    left, top = at[0] - columns * CELL / 2, at[1] + rows * CELL / 2
    style = {"facecolor": "white", "edgecolor": INK, "lw": 1, **style}
    for row, column in np.ndindex(shape):
        face = {} if shades is None else {"facecolor": str(1 - shades[row, column])}
        axes.add_patch(Rectangle((left + column * CELL, top - (row + 1) * CELL), CELL, CELL, **{**style, **face}))


def node(axes: Axes, at: Point, symbol: str) -> None:
    """An operation with two inputs: its marker in a circle of radius NODE."""
    axes.add_patch(Circle(at, NODE, facecolor="white", edgecolor=INK, lw=1.4, zorder=2))
    axes.plot(*at, marker=symbol, color=INK, markersize=11, markeredgewidth=1.8)


def illustrate(path: Path, pictures: Mapping[str, Callable[[], bytes]]) -> None:
    """Rewrite the notebook's picture cells, named by id, in place. KeyError: the notebook has no cell with that id."""
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    cells = {cell.get("id"): cell for cell in notebook.cells if cell.cell_type == "markdown"}
    for name, draw in pictures.items():
        description = cells[name].source.partition("](")[0]  # the alternative text is the author's, in the notebook
        cells[name].source = f"{description}](data:image/png;base64,{base64.b64encode(draw()).decode()})"
    nbformat.write(notebook, path)
