"""The recorded oracles: of the installed nbgrader, and the same whenever and wherever they are made."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output, writes_json
from nbgrader.preprocessors import LimitOutput

from tests.golden.oracles import FOLDER, LONG, SHOWING, made_with, notebook_cells

FILES = sorted(FOLDER.glob("*.json"))


def stream(name, text):
    return new_output("stream", name=name, text=text)


def shown(folder, *outputs):
    path = folder / "p.ipynb"
    path.write_text(writes_json(new_notebook(cells=[new_code_cell("x", outputs=list(outputs))])))
    [cell] = notebook_cells(path, folder)
    return cell["outputs"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_oracle_was_made_with_what_is_installed(file):
    told, here = json.loads(file.read_text())["made with"], made_with()
    other = {package: told[package] for package in SHOWING if told[package] != here[package]}
    assert not other, (
        f"{file.name} was recorded with {other}; installed is {here}. Run `make oracles`, look at the diff."
    )


def test_there_are_recorded_oracles():
    assert len(FILES) == 4


def test_prints_that_a_kernel_cut_in_pieces_are_one_and_stay_on_their_side_of_other_outputs(tmp_path):
    picture = new_output("display_data", data={"text/plain": "a"})
    pieces = [stream("stdout", "a"), stream("stderr", "!"), stream("stdout", "b"), picture, stream("stdout", "c")]
    whole = [stream("stdout", "ab"), stream("stderr", "!"), picture, stream("stdout", "c")]
    assert shown(tmp_path, *pieces) == shown(tmp_path, *whole)
    assert len(shown(tmp_path, *pieces)) == 4
    assert shown(tmp_path, *pieces) != shown(tmp_path, stream("stdout", "abc"), stream("stderr", "!"), picture)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<f at 0x7f00aa12>", "<f at 0x7fff00bb12>"),
        ("Wall time: 5.1 ms", "Wall time: 12 \u03bcs"),
        ("File /tmp/ipykernel_12/3.py:1", "File /tmp/ipykernel_345/3.py:1"),
        ("\x1b[31mred\x1b[0m", "red"),
    ],
)
def test_addresses_times_and_processes_do_not_count(tmp_path, one, other):
    assert shown(tmp_path, stream("stdout", one)) == shown(tmp_path, stream("stdout", other))


def test_a_print_that_was_too_long_is_the_same_however_it_was_cut(tmp_path):
    pieces = [stream("stdout", "".join(f"{n}\n" for n in part)) for part in (range(400), range(400, 3000))]
    whole = stream("stdout", "".join(piece.text for piece in pieces))
    cells = [new_code_cell(outputs=outputs) for outputs in (pieces, [whole])]
    cut, uncut = (LimitOutput().preprocess_cell(cell, {}, 0)[0].outputs for cell in cells)
    assert sum(len(output.text) for output in cut) < len(uncut[0].text)
    assert shown(tmp_path, *cut) == shown(tmp_path, *uncut)


def test_long_texts_are_kept_as_a_digest_in_which_every_character_counts(tmp_path):
    [one], [other] = (shown(tmp_path, stream("stdout", "a" * LONG + end)) for end in "bc")
    assert len(one["text"]) < 200
    assert one != other
