"""`make fuzz`: coverage-guided input (atheris) for what reads a child's bytes, for so many seconds; ends at a crash.

Not a test: atheris instruments the code, and takes the process over. Half of the inputs are the bytes of a frame, the
others choose, byte by byte, the header of one that is well formed.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["autograder"], enable_loader_override=False):
    from autograder.feedback.outputs import cell_outputs
    from autograder.judge.run.cell_outputs import parse_cell_result
    from autograder.pages.sanitize import clean_html
    from autograder.sandbox.shared.messages import Callback, CellShown, Family, ScriptFailed, ScriptResults
    from autograder.sandbox.shared.records import pack, parse
    from autograder.sandbox.shared.wire import WireError

WORDS = (
    "op",
    "outputs",
    "count",
    "cut",
    "timed_out",
    "output_type",
    "stream",
    "display_data",
    "execute_result",
    "error",
)
WORDS += ("name", "stdout", "text", "data", "metadata", "text/html", "image/png", "application/json", "width", "evalue")
WORDS += ("ename", "traceback", "execution_count", "value", "array", "list", "tuple", "opaque", "<f8", "|b1", "\ud800")
ANSWERS = (CellShown, ScriptResults, ScriptFailed, Callback)
SEEDS = (
    ScriptResults([1, 2.5, None, [True]]),
    ScriptFailed(Family.EXCEPTION, "ValueError", "no", None),
    Callback("norm", (), ("x",), (1,)),
    CellShown(1, ({"output_type": "stream", "name": "stdout", "text": "x"},)),
    CellShown(1, ({"output_type": "display_data", "data": {"text/html": "<b>"}},)),
)


def one_input(data: bytes) -> None:
    """A frame from a child, as far into the judge as it gets."""
    choice = atheris.FuzzedDataProvider(data)
    try:
        if choice.ConsumeBool():
            answer = parse(choice.ConsumeBytes(len(data)), *ANSWERS)
        else:
            answer = parse(pack(CellShown(1, tuple(_chosen(choice, 4) for _ in range(3)))), *ANSWERS)
    except WireError:
        return
    if not isinstance(answer, CellShown):
        return
    ran = parse_cell_result(answer)
    for output in cell_outputs(ran.outputs, ran.cut, ran.stopped):
        assert "<script" not in clean_html(str(output)).lower()


def _chosen(choice: Any, depth: int) -> Any:
    """A JSON value, mostly of words that the judge looks for."""
    kind = choice.ConsumeIntInRange(0, 7 if depth else 4)
    if kind > 4 and choice.remaining_bytes():
        size = choice.ConsumeIntInRange(0, 4)
        if kind == 5:
            return [_chosen(choice, depth - 1) for _ in range(size)]
        return {str(_word(choice)): _chosen(choice, depth - 1) for _ in range(size)}
    leaves = (choice.ConsumeBool, lambda: choice.ConsumeInt(8), choice.ConsumeFloat, lambda: None)
    return _word(choice) if kind >= len(leaves) else leaves[kind]()


def _word(choice: Any) -> str:
    return choice.PickValueInList(list(WORDS)) if choice.ConsumeBool() else choice.ConsumeUnicode(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", type=int, help="how long to go on")
    seconds = parser.parse_args().seconds
    corpus = Path(tempfile.mkdtemp(prefix="autograder-fuzz-"))
    for number, seed in enumerate(SEEDS):
        (corpus / str(number)).write_bytes(b"\x01" + pack(seed))
    options = [f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=1", f"-artifact_prefix={corpus}/"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
