"""Several notebooks of one student in one folder: the best answer to each question counts, on every road alike."""

import copy
import json
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.versions import VARIANTS, variants_of
from autograder.demo import fill
from autograder.repair.files.merging import repair_all
from autograder.repair.files.same_assignment import is_kin, traits_of, traits_of_record
from tests.collect.archives import make_zip
from tests.conftest import CONFIG, POINTS, PROJECT, autograded, make_course, nbgrader, released
from tests.repair.damages.common import ESSAY, Q1, Q2, WRONG, cell, rename_ids, strip
from tests.repair.damages.essays import STUB, TEXT
from tests.repair.damages.names import attention, layer
from tests.repair.test_repair import RIGHT, grade, scores
from tests.repair.test_repair_properties import lista8

SIBLING = "lista8_transformer"
IMPORTS = "import numpy as np\nfrom scipy.special import softmax"
NOTHING_IN_2 = {name: points if name.startswith("q1") else 0.0 for name, points in POINTS.items()}


def answered(**sources):
    """A right notebook, but for these cells."""
    notebook = fill(released(), RIGHT)
    for name, source in sources.items():
        cell(notebook, name).source = source
    return notebook


def blank(name):
    return cell(released(), name).source


def bare(*sources):
    """A notebook that a student started anew."""
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def sibling(tagged=True):
    path = PROJECT / f"tests/{SIBLING}/submissions/certa-completa/answer.py"
    notebook = fill(released(PROJECT, SIBLING), path.read_text())
    if not tagged:
        strip(notebook)
        rename_ids(notebook)
    return notebook


HALF = answered(**{Q2: blank(Q2), ESSAY: STUB})
OTHER_HALF = answered(**{Q1: blank(Q1), ESSAY: STUB})
WRONG_FIRST = answered(**{Q1: WRONG})
UNTOUCHED = released()
HELPED = answered(**{Q1: attention("self_attention").replace("E = np.exp", "E = ajusta(E)\n    E = np.exp")})
HELPED.cells.insert(0, new_code_cell("def ajusta(E):\n    return E"))
SPOILT = answered(**{Q1: "def ajusta(E):\n    return None\n\n\n" + WRONG})
CLASS = {  # what is handed in, and what it earns
    "metade-e-copia-completa": ({"lista8.ipynb": HALF, "lista8 (1).ipynb": answered()}, POINTS),
    "completa-e-metade-nova": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": HALF}, POINTS),
    "duas-metades": ({"questao1.ipynb": HALF, "questao2.ipynb": OTHER_HALF}, POINTS),
    "metades-sem-enunciado": (
        {
            "questao1.ipynb": bare(IMPORTS, attention("self_attention")),
            "questao2.ipynb": bare(IMPORTS, attention("self_attention"), layer()),
        },
        POINTS,
    ),
    "metades-sem-a-funcao-da-outra": (
        {"questao1.ipynb": bare(attention("self_attention")), "questao2.ipynb": bare(layer())},
        POINTS,
    ),
    "em-branco-e-outro-nome": ({"lista8.ipynb": UNTOUCHED, "Untitled.ipynb": answered()}, POINTS),
    "final-e-final2": ({"final.ipynb": WRONG_FIRST, "final2.ipynb": answered(**{Q2: blank(Q2)})}, POINTS),
    "tres-copias": (
        {"lista8.ipynb": WRONG_FIRST, "lista8 (1).ipynb": HALF, "Cópia de lista8.ipynb": OTHER_HALF},
        POINTS,
    ),
    "ajudante-de-mesmo-nome": ({"lista8.ipynb": SPOILT, "lista8-v2.ipynb": HELPED}, POINTS),
    "irma-ao-lado": ({"lista8.ipynb": HALF, "lista8_transformer.ipynb": sibling()}, NOTHING_IN_2),
    "irma-e-sem-nome": ({"lista8_transformer.ipynb": sibling(), "Untitled3.ipynb": answered()}, POINTS),
    "irma-sem-etiquetas": ({"lista8_transformer.ipynb": sibling(tagged=False), "trabalho.ipynb": answered()}, POINTS),
    "ilegivel-ao-lado": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": b'{"cells": ['}, POINTS),
    "ilegivel-com-o-nome-certo": ({"lista8.ipynb": b"%PDF", "lista8 (1).ipynb": answered()}, POINTS),
    "profundo-ao-lado": ({"lista8.ipynb": answered(), "lista8 (1).ipynb": b"[" * 100_000}, POINTS),
    "cinco-erradas-e-a-certa": (
        {"lista8.ipynb": answered()} | {f"v{n}.ipynb": answered(**{Q1: WRONG + f" + {n}"}) for n in range(5)},
        POINTS,
    ),
}


def data_of(notebook):
    return notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()


def collect(folder, archive):
    command = [sys.executable, "-m", "autograder", "collect", "lista8", str(archive), "--course-dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=300)


@pytest.fixture(scope="module", params=["grade", "nbgrader autograde", "collect, grade"])
def course(request, sandbox, tmp_path_factory):
    """One class, handed in twice, with the files in either order."""
    folder, told = make_course(tmp_path_factory.mktemp("several"), CONFIG.format(minimum=3)), ""
    handed_in = {
        f"{student}{turn}": files
        for student, (made, _) in CLASS.items()
        for turn, files in (("", list(made.items())), ("-ao-contrario", list(made.items())[::-1]))
    }
    if request.param == "collect, grade":
        entries = {
            f"{student}_{number}_assignsubmission_file/{name}": data_of(one)
            for number, (student, files) in enumerate(handed_in.items())
            for name, one in files
        }
        collected = collect(folder, make_zip(folder / "turma.zip", entries))
        assert collected.returncode == 0, collected.stderr
        told = collected.stderr
    else:
        for student, files in handed_in.items():
            for name, one in files:
                path = folder / "submitted" / student / "lista8" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data_of(one))
    done = nbgrader(folder, "autograde", "lista8") if request.param == "nbgrader autograde" else grade(folder)
    assert done.returncode == 0, done.stderr
    return folder, told + done.stderr


@pytest.mark.parametrize("turn", ["", "-ao-contrario"])
@pytest.mark.parametrize("student", CLASS)
def test_the_best_answer_to_each_question_counts_whatever_the_order_of_the_files(course, student, turn):
    folder, _ = course
    assert scores(folder, student + turn) == CLASS[student][1]


@pytest.mark.parametrize("student", ["metade-e-copia-completa", "tres-copias", "final-e-final2"])
def test_all_files_are_named_and_which_one_counts(course, student):
    folder, said = course
    path = folder / "autograded" / student / "lista8/evidence.json"
    lines = [line for line in said.splitlines() if f"REPAIRED {student}:" in line]
    if path.exists():  # `grade` keeps its evidence
        repairs = json.loads(path.read_text())["notebooks"]["lista8"]["repairs"]
        told = {one["kind"]: one["detail"] for one in repairs if one["kind"] == "files"}
        assert len(told["files"].split(", ")) == len(CLASS[student][0])
        assert {name for one in repairs if one["kind"] == "best" for name in one["cells"]} >= {Q1, Q2}
        assert any("SEVERAL NOTEBOOKS" in line for line in lines)
    page = "".join(one.source for one in autograded(folder, student).cells[:1])
    assert "Havia mais de um notebook na entrega" in page
    assert "valeu a resposta que está em" in page


def test_what_cannot_be_read_beside_a_good_one_is_named(course):
    folder, said = course
    if (folder / "submitted/ilegivel-ao-lado/lista8/lista8 (1).ipynb").exists():
        assert "could not be read: lista8 (1).ipynb" in said
        assert "não pôde ser lido" in autograded(folder, "ilegivel-ao-lado").cells[0].source
    else:  # `collect` says so, and leaves it out
        assert "ipynb was taken, not lista8 (1).ipynb" in " ".join(said.split())


# What is put together


def together(main, **others):
    mended, log = repair_all(lista8(), "lista8.ipynb", main, {f"{name}.ipynb": one for name, one in others.items()})
    nbformat.validate(mended)
    return mended, {one.kind: one for one in log}


def sources(mended, variant):
    """The code that a variant runs."""
    code = [index for index, one in enumerate(mended.cells) if one.cell_type == "code"]
    texts = [variant.sources.get(index, mended.cells[index].source) for index in code]
    return [text for text in texts if text.strip()]


def test_the_first_variant_runs_what_the_likeliest_file_alone_would_run():
    mended, _ = together(HELPED, copia=SPOILT, outra=HALF)
    first, second, _ = variants_of(mended.cells)
    code = [one.source for one in HELPED.cells if one.cell_type == "code"]
    assert sources(mended, first) == code
    assert sources(mended, second) == [one.source for one in SPOILT.cells if one.cell_type == "code"]


def test_copies_of_a_file_and_files_without_an_answer_change_nothing():
    notebook = answered()
    alone = copy.deepcopy(notebook)
    mended, log = together(notebook, copia=answered(), enunciado=UNTOUCHED, irma=sibling(), vazio=new_notebook())
    assert (mended, log) == (alone, {})


def test_no_more_than_four_variants_are_graded_of_many_files_with_many_versions():
    def versions(number):
        notebook = answered(**{Q1: WRONG + f" + {number}"})
        notebook.cells += [new_code_cell(WRONG + f" - {number}"), new_code_cell(WRONG + f" / {number}")]
        return notebook

    mended, log = together(versions(1), **{f"v{number}": versions(number) for number in range(2, 9)})
    variants = variants_of(mended.cells)
    assert len(variants) == VARIANTS == 4
    assert len({one.file for one in variants}) == 4
    for variant in variants:
        assert sum("def self_attention" in source for source in sources(mended, variant)) == 1
    assert log["files"].detail.count(".ipynb") == 4


def test_the_essays_of_all_files_are_kept():
    mended, _ = together(
        answered(**{ESSAY: TEXT[0]}), outra=answered(**{ESSAY: TEXT[1]}), curta=answered(**{ESSAY: STUB})
    )
    essay = next(one for one in mended.cells if one.metadata.get("nbgrader", {}).get("grade_id") == ESSAY)
    assert essay.source == f"{TEXT[0]}\n\n---\n\n{TEXT[1]}"


def test_an_essay_in_a_file_of_its_own_is_read_by_a_person():
    mended, _ = together(HALF, questao3=new_notebook(cells=[new_markdown_cell("\n".join(TEXT))]))
    essay = next(one for one in mended.cells if one.metadata.get("nbgrader", {}).get("grade_id") == ESSAY)
    assert essay.source == "\n".join(TEXT)


def test_a_large_file_beside_a_good_one_costs_no_minute():
    large = new_notebook(cells=[new_code_cell(f"{attention('f')}\n# {n}") for n in range(1990)])
    large.cells += [new_markdown_cell(f"texto de número {n}") for n in range(9)]
    started = time.process_time()
    together(HALF, grande=large)
    assert time.process_time() - started < 20


def test_tags_of_another_assignment_tell_that_a_notebook_is_not_of_this_one():
    released_here = traits_of_record(lista8())
    bare_answer = bare(IMPORTS, attention("self_attention"))
    assert not is_kin(traits_of(sibling().cells), released_here)
    assert not is_kin(traits_of(sibling(tagged=False).cells), released_here)
    assert not is_kin(traits_of(bare("x = 1").cells), released_here)
    for notebook in (answered(), released(), HALF, bare_answer):
        assert is_kin(traits_of(notebook.cells), released_here)
