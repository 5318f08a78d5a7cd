"""Small pictures as grey PNG data: matrices of weights side by side, and rows against what they should be.

Drawn cell by cell with numpy, in a millisecond: a plotting library would cost every worker half a second. They say the
same in black and white. A page's sanitiser lets PNG data through, and no SVG.
"""

import base64
import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

CELL_HEIGHT, CELL_WIDTH, GAP = 26, 34, 26  # pixels
INK, PAPER, LINE = 0, 255, 190  # shades of grey
BAR_HEIGHT, BAR_WIDTH = 14, 150  # of a row in a bar chart: BAR_WIDTH to either side of the line


def heatmaps(expected: np.ndarray, actual: np.ndarray, different: np.ndarray) -> str:
    """Two matrices of weights side by side as PNG data: darker is more (white 0, black 1), numbers are percentages.

    different: (n, m), the cells of `actual` to put into a frame.
    """
    left = _heatmap(expected, np.zeros(expected.shape, dtype=bool))
    gap = np.full((left.shape[0], GAP), PAPER, dtype=np.uint8)
    return png(np.hstack([left, gap, _heatmap(actual, different)]))


def _heatmap(weights: np.ndarray, framed: np.ndarray) -> np.ndarray:
    shades = (PAPER - PAPER * np.clip(weights, 0, 1)).astype(np.uint8)  # (n, m)
    pixels = np.kron(shades, np.ones((CELL_HEIGHT, CELL_WIDTH), dtype=np.uint8))  # (n CELL_HEIGHT, m CELL_WIDTH)
    for (row, column), weight in np.ndenumerate(weights):
        cell = pixels[row * CELL_HEIGHT : (row + 1) * CELL_HEIGHT, column * CELL_WIDTH : (column + 1) * CELL_WIDTH]
        ink = INK if shades[row, column] > PAPER / 2 else PAPER
        _frame(cell, 1, LINE)
        if framed[row, column]:
            _frame(cell[2:-2, 2:-2], 2, ink)
        _write(cell, str(round(100 * weight)) if abs(weight) < 10 else "-", ink)
    return pixels


def _frame(cell: np.ndarray, width: int, ink: int) -> None:
    cell[:width], cell[-width:], cell[:, :width], cell[:, -width:] = ink, ink, ink, ink


def _write(cell: np.ndarray, text: str, ink: int) -> None:
    """Write a number into the middle of a cell."""
    drawn = _drawn(text)
    top, left = (cell.shape[0] - drawn.shape[0]) // 2, (cell.shape[1] - drawn.shape[1]) // 2
    if left > 0:
        cell[top : top + drawn.shape[0], left : left + drawn.shape[1]][drawn] = ink


@lru_cache(maxsize=256)
def _drawn(text: str) -> np.ndarray:
    """The pixels of a number. (height, width)"""
    font = ImageFont.load_default_imagefont()
    picture = Image.new("1", font.getbbox(text)[2:])
    ImageDraw.Draw(picture).text((0, 0), text, 1, font)
    return np.array(picture)


def bars(values: np.ndarray, target: float) -> str:
    """One bar for each value, from a line that stands for the target, as PNG data."""
    reach = np.max(np.abs(values - target)) or 1.0
    lengths = np.rint((values - target) / reach * (BAR_WIDTH - 6)).astype(int)  # (n,)
    pixels = np.full((len(values) * BAR_HEIGHT, 2 * BAR_WIDTH), PAPER, dtype=np.uint8)
    pixels[:, BAR_WIDTH] = INK
    for row, length in enumerate(lengths):
        start, stop = sorted((BAR_WIDTH, BAR_WIDTH + length))
        pixels[row * BAR_HEIGHT + 3 : (row + 1) * BAR_HEIGHT - 3, start : stop + 1] = 90
    return png(pixels)


def png(pixels: np.ndarray) -> str:
    """A grey picture (height, width) of bytes as a data URI."""
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
