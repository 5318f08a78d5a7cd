"""`make fuzz`: coverage-guided noise (atheris) on what reads a child's bytes, for so many seconds; ends at a crash.

Not a test: atheris instruments the code, and takes the process over.
"""

import argparse
import sys

import atheris

with atheris.instrument_imports(include=["autograder", "json", "numpy"], enable_loader_override=False):
    from autograder.checks import StudentError
    from autograder.feedback import cell_outputs, clean_html
    from autograder.sandbox.wire import WireError, pack, unpack
    from autograder.transcript import checked_cell

SEEDS = (
    pack({"op": "result"}, (1, 2.5, None, [True])),
    pack({"op": "outputs", "count": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}),
    pack({"op": "outputs", "count": 1, "outputs": [{"output_type": "display_data", "data": {"text/html": "<b>"}}]}),
)


def one_input(data: bytes) -> None:
    """A frame from a child, as far into the judge as it gets."""
    try:
        header, _ = unpack(data)
        ran = checked_cell(header)
    except (WireError, StudentError):
        return
    for output in cell_outputs(ran.outputs, ran.cut, ran.stopped):
        assert "<script" not in clean_html(str(output)).lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", type=int, help="how long to go on")
    seconds = parser.parse_args().seconds
    for seed in SEEDS:
        one_input(seed)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096", "-print_final_stats=1"], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
