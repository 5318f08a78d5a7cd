"""The jail from inside and outside, with real children."""

import os
import platform
import signal
import time
from pathlib import Path

import pytest

from autograder.sandbox import jail
from autograder.sandbox.filter import filter_program
from autograder.sandbox.jail import Sandbox, SandboxError, SandboxUnavailable, open_sandbox
from tests.conftest import PROJECT


def tell(sandbox, source, cpu=5.0):
    """What one cell prints, or its error."""
    channel = sandbox.spawn()
    channel.send({"op": "cell", "source": source, "cpu": cpu, "wall": 30.0})
    header, _ = channel.receive(time.monotonic() + 60)
    sandbox.end(channel)
    told = [output.get("text") or f"{output.get('ename')}: {output.get('evalue')}" for output in header["outputs"]]
    return "".join(told)


def test_student_code_is_an_unprivileged_user_in_an_almost_empty_world(sandbox):
    seen = tell(
        sandbox,
        "import os; print(os.getuid(), os.path.exists('/proc'), os.path.exists('/etc/passwd'), os.listdir('.'))",
    )
    uid, *rest = seen.split()
    assert int(uid) == (jail.JAIL_UID if os.geteuid() == 0 else os.geteuid())
    assert rest == ["False", "False", "[]"]


@pytest.mark.parametrize("folder", ["solutions", "source", "tests", "autograder", ".git"])
def test_nothing_of_the_project_is_visible_but_the_sandbox_itself(sandbox, folder):
    assert "FileNotFoundError" in tell(sandbox, f"import os; os.listdir({str(PROJECT / folder)!r})")
    assert "Error" in tell(sandbox, f"open({str(PROJECT / 'nbgrader_config.py')!r})")


def test_the_answer_key_cannot_be_imported(sandbox):
    assert "No module named 'solutions'" in tell(sandbox, "import solutions.lista8.reference")


def test_what_is_hidden_stays_hidden_inside_a_shown_folder():
    course = Path(os.__file__).parent / "sqlite3"  # stands for a course that lies inside the interpreter's folder
    box = Sandbox(4, hidden=(course, course / "does-not-exist"))
    try:
        assert tell(box, f"import os; print(os.listdir({str(course)!r}))") == "[]\n"
        assert "Error" in tell(box, f"import os; os.chmod({str(course)!r}, 0o777); open({str(course / 'new')!r}, 'w')")
    finally:
        box.close()


def test_numpy_scipy_and_plots_work_inside(sandbox):
    source = """
import numpy as np, scipy.special, scipy.linalg
import matplotlib.pyplot as plt
print(np.linalg.svd(np.eye(3))[1].sum(), scipy.special.softmax(np.zeros(4)).sum(), end=" ")
plt.plot([1, 2]); plt.savefig("figura.png")
import os; print(os.path.getsize("figura.png") > 0)
"""
    assert tell(sandbox, source, cpu=30.0).startswith("3.0 1.0 True\n")


def test_a_child_finds_no_file_of_the_one_before(sandbox):
    tell(sandbox, "open('segredo.txt', 'w').write('resposta'); import os; os.makedirs('a/b/c')")
    assert tell(sandbox, "import os; print(os.listdir('.'))") == "[]\n"


def test_a_work_folder_that_cannot_be_emptied_costs_a_fresh_zygote_and_nothing_else(sandbox):
    before = sandbox._process.pid
    tell(sandbox, "import os; os.makedirs('a/b'); os.chmod('a', 0)")
    assert tell(sandbox, "import os; print(os.listdir('.'))") == "[]\n"
    assert sandbox._process.pid != before


def test_a_work_folder_full_of_files_is_not_wiped_but_left_behind_with_its_zygote(sandbox):
    before = sandbox._process.pid
    tell(sandbox, "for i in range(5000): open(str(i), 'w')")
    assert tell(sandbox, "import os; print(os.listdir('.'))") == "[]\n"
    assert sandbox._process.pid != before


@pytest.mark.parametrize(
    "call",
    [
        "shmget(4242, 4096, 0o1666)",
        "semget(4242, 1, 0o1666)",
        "msgget(4242, 0o1666)",
        "syscall(248, b'user', b'nota', b'segredo', 7, -4)",
        "syscall(250, 22, -1, -4)",
        "syscall(101, 0, 0, 0, 0)",
        "syscall(29 + 0x40000000, 4242, 4096, 0o1666)",
        "unshare(0x10000000)",
    ],
)
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of these calls are those of x86_64")
def test_nothing_that_outlives_a_process_can_be_made(sandbox, call):
    source = f"import ctypes; libc = ctypes.CDLL(None, use_errno=True); print(libc.{call}, ctypes.get_errno())"
    assert tell(sandbox, source) == "-1 1\n"  # EPERM


@pytest.mark.parametrize("place", ["/dev/shm/nota", "/dev/nota", "/nota", "/kit/nota", "/tmp/nota", "/usr/nota"])
def test_nothing_can_be_written_but_in_the_work_folder(sandbox, place):
    assert "Error" in tell(sandbox, f"open({place!r}, 'w')")


def test_a_zygote_that_does_not_answer_is_replaced(sandbox, monkeypatch):
    monkeypatch.setattr(jail, "STOP_SECONDS", 0.5)
    channel = sandbox.spawn()
    monitor = sandbox._process.pid
    (zygote,) = Path(f"/proc/{monitor}/task/{monitor}/children").read_text().split()
    os.kill(int(zygote), signal.SIGSTOP)
    assert sandbox.end(channel).status == signal.SIGKILL
    assert tell(sandbox, "print(1)") == "1\n"


def test_a_killed_zygote_is_replaced(sandbox):
    sandbox._process.kill()
    sandbox._process.wait()
    assert tell(sandbox, "print(1)") == "1\n"


def test_students_do_not_share_random_numbers(sandbox):
    draw = "import numpy as np, random; print(np.random.rand(), random.random())"
    assert tell(sandbox, draw) != tell(sandbox, draw)


def test_without_bubblewrap_grading_is_refused_with_the_way_out(monkeypatch):
    def missing():
        raise SandboxError("no bwrap of version 0.8 or later was found")

    monkeypatch.setattr(jail, "find_bubblewrap", missing)
    with pytest.raises(SandboxUnavailable, match="no bwrap") as refusal:
        open_sandbox(4)
    assert "sandbox_minimum = 0" in str(refusal.value)
    assert "bubblewrap" in str(refusal.value)


def test_a_machine_whose_system_calls_are_not_known_is_refused(monkeypatch):
    monkeypatch.setattr(jail, "filter_program", lambda: filter_program("riscv64"))
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        open_sandbox(4)


def test_a_jail_that_leaks_is_refused(monkeypatch):
    monkeypatch.setattr(jail, "_file_view", lambda hidden: ["--ro-bind", "/", "/"])
    monkeypatch.setattr(jail, "KIT_FOLDER", PROJECT)
    monkeypatch.setattr(jail, "WORK_FOLDER", "/mnt")  # must exist in the host's tree; the jail puts its own over it
    with pytest.raises(SandboxUnavailable, match="ESCAPED"):
        open_sandbox(4)


def test_a_bwrap_that_fails_is_quoted(monkeypatch):
    monkeypatch.setattr(
        jail, "bubblewrap_command", lambda work, hidden: ["/bin/sh", "-c", "echo no permissions >&2; exit 1"]
    )
    with pytest.raises(SandboxUnavailable, match="no permissions"):
        open_sandbox(4)


def test_level_zero_is_reached_only_when_asked_for_and_says_so(monkeypatch):
    def missing():
        raise SandboxError("nothing here")

    monkeypatch.setattr(jail, "find_bubblewrap", missing)
    box = open_sandbox(0)
    try:
        assert box.level == 0
        assert "NO FENCE" in str(box)
        assert tell(box, "print(2 + 2)") == "4\n"
    finally:
        box.close()


def test_closing_a_sandbox_leaves_no_process(sandbox):
    box = Sandbox(4)
    process = box._process
    box.close()
    assert process.poll() is not None
