"""As a rule: whatever one student hands in, two honest ones keep points and pages, and what became of it is told.

A few examples in `make test`; FUZZ_EXAMPLES / 10 in `make fuzz`.
"""

import json
import os
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.collect.archives import zip_bytes
from tests.fuzz.strategies import NASTY, damage, damages, texts
from tests.hostile.uploads import HONEST, MARK, NOTEBOOK, Classroom

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
NOTEBOOK_OF_HONEST = json.loads(HONEST)
NAMES = [NOTEBOOK, "lista8 (1).ipynb", "lista8", "lista8.html", "timestamp.txt", "evidence.json", "dados.csv", "a.zip"]
NAMES += ["=cmd|x!A0.txt", "a\x1b[31m.txt", "a\nb.txt", "dados\udce9.csv", "é" * 120, ".oculto", "lista8.ipynb.json"]
ANSWERS = [
    "np.zeros((1024, 1023), bool)",
    "[[0] * 200] * 200",
    "'x' * 10**6",
    "np.full((3, 3), np.nan)",
    "[[[[]]]] * 99",
]
RENDERED = [
    text * (20_000 // len(text)) for text in ("\\\\[", "a.", "<i></b>", "[", "$a$", "\x1b[31m", "| a", "![](", "&")
]


def answered(body):
    """A notebook whose functions return this."""
    notebook = json.loads(HONEST)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "import numpy as np\n" + "".join(
                f"def {name}(*a, **k):\n    return {body}\n" for name in ("self_attention", "encoder_layer")
            )
    return json.dumps(notebook).encode()


def shown(text):
    """A notebook with a text in the essay and in a scratch cell."""
    notebook = json.loads(HONEST)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "q3_decoder":
            cell["source"] = text
    notebook["metadata"]["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    notebook["cells"].insert(2, {"cell_type": "code", "id": "z", "metadata": {}, "source": text, "outputs": []})
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def notebooks():
    damaged = damages().map(lambda found: damage(NOTEBOOK_OF_HONEST, *found))
    rendered = st.one_of(st.sampled_from([*NASTY, *RENDERED]), texts()).map(shown)
    return st.one_of(damaged, rendered, st.sampled_from(ANSWERS).map(answered), st.just(HONEST), st.binary(max_size=50))


def paths():
    folders = st.one_of(st.just(1), st.just(1), st.sampled_from([2, 3, 60]))
    return st.builds(lambda name, deep: "/".join([name] * deep), st.sampled_from(NAMES), folders)


def packed():
    inner = st.dictionaries(paths().map(lambda path: path.replace("\udce9", "e")), notebooks(), max_size=3)
    return st.builds(lambda files, cut: zip_bytes(files)[: cut or None], inner, st.sampled_from([0, 0, 0, 60]))


def trees():
    """What lies in the folder, by path: bytes, or how to make what is no file."""
    odd = st.sampled_from(["link", "device", "pipe", "hole", "folder"])
    page = st.just(MARK.encode())
    first = st.fixed_dictionaries({NOTEBOOK: st.one_of(notebooks(), notebooks(), odd)})
    more = st.dictionaries(paths(), st.one_of(notebooks(), packed(), page, odd), max_size=4)
    return st.builds(lambda one, other: {**other, **one}, first, more)


def plant(tree, folder):
    """Make the tree, as far as a file system takes it."""
    makers = {
        "link": lambda path: path.symlink_to("../../../source/lista8/lista8.ipynb"),
        "device": lambda path: path.symlink_to("/dev/zero"),
        "pipe": os.mkfifo,
        "hole": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 2_500 << 20),
        "folder": lambda path: path.mkdir(),
    }
    for name, what in tree.items():
        path = folder / name
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(what) if isinstance(what, bytes) else makers[what](path)


@pytest.fixture(scope="module")
def classroom(sandbox, tmp_path_factory):
    return Classroom(tmp_path_factory.mktemp("fuzz-uploads"))


rule = settings(
    phases=(Phase.explicit, Phase.generate),
    max_examples=max(5, EXAMPLES // 10),
    deadline=timedelta(seconds=120),
    suppress_health_check=list(HealthCheck),
    derandomize=EXAMPLES <= 60,
    database=None,
)


@rule
@given(trees())
def test_any_tree_of_files_in_one_folder_costs_nobody_else_anything(classroom, tree):
    classroom.hand_in(lambda folder: plant(tree, folder))


@rule
@given(
    st.dictionaries(paths().map(lambda path: path.replace("\udce9", "e")), st.one_of(notebooks(), packed()), max_size=4)
)
def test_any_files_that_are_sent_cost_nobody_else_anything(classroom, files):
    told, _ = classroom.send(files)
    assert told or not files
