"""What a child claims that cells showed, reduced to valid nbformat outputs: its bytes are data, never trusted."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.judge.run.host_paths import relative
from autograder.rubric import StudentError, Verdict
from autograder.sandbox.shared.messages import EXCEPTION_LIMIT, CellShown

TEXT_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")
SHOWN_TYPES = (*TEXT_TYPES, "image/png", "image/jpeg", "image/gif", "application/json")  # no JavaScript
JSON_DEPTH = 8  # of a shown JSON object
METADATA = ("width", "height", "unconfined", "needs_background", "expanded", "root")  # of IPython's own displays


@dataclass
class CellResult:
    """What a cell showed: nbformat outputs (checked), its number, and whether something was cut or stopped it.

    passed_over: lines that stopped with an error while the rest of the cell was run.
    """

    outputs: list[dict] = field(default_factory=list)
    count: int | None = None
    cut: bool = False
    stopped: StudentError | None = None
    passed_over: tuple[str, ...] = ()


def parse_cell_result(shown: CellShown) -> CellResult:
    """What a child claims that a cell showed, reduced to valid nbformat outputs."""
    checked = [output for output in map(checked_output, shown.outputs) if output is not None]
    stopped = StudentError(Verdict.TIMEOUT, "cpu") if shown.timed_out else None
    return CellResult(checked, shown.count, shown.cut, stopped, shown.passed_over)


def update_displays(shown: Mapping[int, CellResult], updates: Sequence[Any]) -> None:
    """update_display() reaches back to what earlier cells displayed, and to nothing else of theirs."""
    for update in updates:
        if not (isinstance(update, list) and len(update) == 3 and all(type(n) is int for n in update[:2])):
            continue
        index, position, output = update[0], update[1], checked_output(update[2])
        outputs = shown[index].outputs if index in shown else []
        if output and 0 <= position < len(outputs) and outputs[position]["output_type"] == "display_data":
            outputs[position].update(data=output.get("data", {}), metadata=output.get("metadata", {}))


def checked_output(raw: Any) -> dict | None:
    kind = raw.get("output_type") if isinstance(raw, dict) else None
    if kind == "stream" and raw.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": raw["name"], "text": _shown(raw.get("text"))}
    if kind == "error" and isinstance(raw.get("traceback"), list):
        lines = [_shown(line) for line in raw["traceback"][:1000]]
        return {
            "output_type": kind,
            "ename": text_of(raw.get("ename"), EXCEPTION_LIMIT),
            "evalue": _shown(raw.get("evalue"), 64 << 10),
            "traceback": lines,
        }
    if kind in ("display_data", "execute_result") and isinstance(raw.get("data"), dict):
        data = {mime: _json(raw["data"][mime]) for mime in SHOWN_TYPES if _may_be(mime, raw["data"].get(mime))}
        data |= {mime: relative(data[mime]) for mime in TEXT_TYPES if mime in data}
        output = {"output_type": kind, "data": data, "metadata": _metadata(raw.get("metadata"))}
        if kind == "execute_result":
            count = raw.get("execution_count")
            output["execution_count"] = count if type(count) is int and 0 <= count < 10**6 else None
        return output
    return None


def _shown(value: Any, limit: int = 4 << 20) -> str:
    """A text without the folders of this machine."""
    return relative(text_of(value, limit))


def _metadata(raw: Any) -> dict:
    """How to show an output. nbconvert's templates write it into the page without quotes: numbers and words only."""
    raw = raw if isinstance(raw, dict) else {}
    kept = {mime: _metadata(raw[mime]) for mime in SHOWN_TYPES if isinstance(raw.get(mime), dict)}
    return kept | {key: _json(raw[key]) for key in METADATA if re.fullmatch(r"[\w.]{1,20}", str(raw.get(key, "")))}


def _may_be(mime: str, value: Any) -> bool:
    return isinstance(value, str) or (mime == "application/json" and isinstance(value, (dict, list)))


def _json(value: Any, depth: int = JSON_DEPTH) -> Any:
    """A JSON value that can be written as UTF-8; what is too deep or not finite becomes None."""
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, dict) and depth:
        return {text_of(key): _json(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list) and depth:
        return [_json(item, depth - 1) for item in value]
    return value if type(value) in (bool, int) or (type(value) is float and math.isfinite(value)) else None


def text_of(value: Any, limit: int = 4 << 20) -> str:
    """A string that can be written as UTF-8; anything else becomes empty."""
    return value[:limit].encode("utf-8", "replace").decode() if isinstance(value, str) else ""
