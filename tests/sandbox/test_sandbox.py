"""The jail from inside and outside, with real children, at each level that this machine gives."""

import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.jail import bubblewrap, jail, seccomp, visible_paths
from autograder.jail.errors import SandboxError, SandboxUnavailable
from autograder.jail.jail import Sandbox
from autograder.jail.layers import LEVELS
from autograder.jail.levels import open_level, open_sandbox
from autograder.sandbox.shared.messages import CellShown, RunCell
from autograder.sandbox.shared.sweep import wipe
from autograder.sandbox.shared.zygote_messages import Readable
from tests.conftest import PROJECT

X86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of these calls are those of x86_64")


def tell(sandbox, source, cpu=5.0, libraries=()):
    """What one cell prints, or its error."""
    channel = sandbox.spawn(libraries)
    channel.send(RunCell(source, cpu, wall=30.0))
    shown = channel.receive(CellShown, deadline=time.monotonic() + 60)
    sandbox.end(channel)
    told = [output.get("text") or f"{output.get('ename')}: {output.get('evalue')}" for output in shown.outputs]
    return "".join(told)


@pytest.fixture
def level_four():
    try:
        open_level(4).close()
    except SandboxError as error:
        pytest.skip(f"no level 4 here: {error}")


def missing(*arguments):
    raise SandboxError("not on this machine")


def test_student_code_is_an_unprivileged_user_in_an_almost_empty_world(each_sandbox):
    seen = tell(each_sandbox, "import os; print(os.getuid(), os.access('/proc/self/environ', 4), os.listdir('.'))")
    uid, *rest = seen.split()
    assert int(uid) in (jail.JAIL_UID if os.geteuid() == 0 else os.geteuid(), 0)
    assert rest == ["False", "[]"] or each_sandbox.level == 3
    for path in ("/proc/self/environ", "/proc/1/environ", "/etc/passwd", "/etc/hostname"):
        assert "Error" in tell(each_sandbox, f"open({path!r})")
    for path in ("/proc", "/var", "/sys"):
        assert "Error" in tell(each_sandbox, f"import os; os.listdir({path!r})")


def test_whoever_the_student_is_he_holds_no_capability(each_sandbox):
    source = "import ctypes; got = (ctypes.c_uint * 6)(); libc = ctypes.CDLL(None); "
    source += "print(libc.capget((ctypes.c_uint * 2)(0x20080522, 0), got), list(got))"
    assert tell(each_sandbox, source) == "0 [0, 0, 0, 0, 0, 0]\n"


@pytest.mark.parametrize("folder", ["solutions", "source", "tests", "autograder", ".git"])
def test_nothing_of_the_project_can_be_seen_but_the_sandbox_itself(each_sandbox, folder):
    assert "Error" in tell(each_sandbox, f"import os; os.listdir({str(PROJECT / folder)!r})")
    assert "Error" in tell(each_sandbox, f"open({str(PROJECT / 'nbgrader_config.py')!r})")


def test_the_answer_key_cannot_be_imported(each_sandbox):
    source = "import sys; sys.path.insert(0, {!r}); import solutions.lista8.reference"
    assert "Error" in tell(each_sandbox, source.format(str(PROJECT)))


def test_what_is_hidden_stays_hidden_inside_a_shown_folder(each_sandbox):
    course = Path(os.__file__).parent / "sqlite3"  # stands for a course that lies inside the interpreter's folder
    box = open_level(each_sandbox.level, (course, course / "does-not-exist"))
    try:
        assert "Error" in tell(box, f"open({str(course / '__init__.py')!r})")
        assert "Error" in tell(box, "import sqlite3.dbapi2")
        assert tell(box, "import decimal, json.tool, xml.dom; print(1)") == "1\n"
        assert "Error" in tell(box, f"import os; os.chmod({str(course)!r}, 0o777); open({str(course / 'new')!r}, 'w')")
    finally:
        box.close()


def test_numpy_scipy_and_plots_work_inside(each_sandbox):
    source = """
import numpy as np, scipy.special, scipy.linalg
import matplotlib.pyplot as plt
print(np.linalg.svd(np.eye(3))[1].sum(), scipy.special.softmax(np.zeros(4)).sum(), end=" ")
plt.plot([1, 2]); plt.savefig("figura.png")
import os; print(os.path.getsize("figura.png") > 0)
"""
    assert tell(each_sandbox, source, cpu=30.0).startswith("3.0 1.0 True\n")


def test_a_child_finds_no_file_of_the_one_before(each_sandbox):
    tell(each_sandbox, "open('segredo.txt', 'w').write('resposta'); import os; os.makedirs('a/b/c')")
    assert tell(each_sandbox, "import os; print(os.listdir('.'))") == "[]\n"


def test_a_locked_folder_is_gone_for_the_next_student(each_sandbox):
    tell(each_sandbox, "import os\nos.umask(0o777); os.makedirs('a/b'); os.mkdir('c'); open('d', 'w')")
    assert tell(each_sandbox, "import os; print(os.listdir('.'))") == "[]\n"


def test_a_work_folder_full_of_files_is_not_wiped_but_left_behind_with_its_zygote(each_sandbox):
    before = each_sandbox._process.pid
    tell(each_sandbox, "for i in range(1000): open(str(i), 'w')")
    assert tell(each_sandbox, "import os; print(os.listdir('.'))") == "[]\n"
    assert each_sandbox._process.pid != before


CALLS = [
    "shmget(4242, 4096, 0o1666)",
    "semget(4242, 1, 0o1666)",
    "msgget(4242, 0o1666)",
    "shmat(0, 0, 0)",
    "shmctl(0, 0, 0)",
    "semctl(0, 0, 0)",
    "msgctl(0, 0, 0)",
    "syscall(248, b'user', b'nota', b'segredo', 7, -4)",
    "syscall(250, 22, -1, -4)",
    "syscall(101, 0, 0, 0, 0)",
    "syscall(29 + 0x40000000, 4242, 4096, 0o1666)",
    "unshare(0x10000000)",
    "syscall(57)",
    "syscall(56, 17, 0, 0, 0, 0)",
    "syscall(59, b'/bin/true', 0, 0)",
    "syscall(62, 1, 0)",
    "syscall(234, 1, 1, 0)",
    "syscall(302, 1, 7, 0, 0)",
    "syscall(72, 3, 8, 1)",
    "syscall(72, 3, 10, 9)",
    "syscall(72, 3, 5, 0)",
    "syscall(72, 3, 36, 0)",
    "syscall(72, 3, 1024, 0)",
    "syscall(72, 3, 1026, 1)",
    "prctl(1, 0, 0, 0, 0)",
    "syscall(41, 1, 1, 0)",
    "syscall(53, 1, 2, 0, 0)",
    "syscall(319, b'x', 0)",
    "syscall(27, 0, 4096, b'x')",
    "syscall(327, 0, 0, 0, 0, 0, 8)",
    "syscall(451, 0, 0, 0, 0)",
    "syscall(425, 8, 0)",
    "syscall(434, 1, 0)",
    "syscall(437, -100, b'x', 0, 24)",
    "syscall(9999)",
]


@pytest.mark.parametrize("call", CALLS)
@X86
def test_the_kernel_is_not_even_asked(each_sandbox, call):
    source = f"import ctypes; libc = ctypes.CDLL(None, use_errno=True); print(libc.{call}, ctypes.get_errno())"
    assert tell(each_sandbox, source) in ("-1 1\n", "-1 38\n")  # EPERM, ENOSYS


def test_what_honest_code_does_with_its_own_process_works(each_sandbox):
    source = """
import asyncio, os, resource, shutil, signal, socket, tempfile, time
signal.signal(signal.SIGUSR1, lambda *told: print("signal", end=" "))
os.kill(os.getpid(), signal.SIGUSR1); signal.raise_signal(signal.SIGUSR1)
a, b = socket.socketpair(); a.send(b"x"); print(b.recv(1), end=" ")
open("a.txt", "w").write("um"); shutil.copy("a.txt", "b.txt"); shutil.copy2("a.txt", "c.txt"); os.rename("c.txt", "d")
with tempfile.TemporaryFile() as file: file.write(b"x")
os.makedirs("sub/sub"); shutil.move("d", "sub/sub"); print(open("sub/sub/d").read(), end=" ")
print(resource.getrlimit(resource.RLIMIT_NPROC), os.isatty(0), await asyncio.sleep(0, 7), os.cpu_count() > 0)
"""
    assert tell(each_sandbox, source) == "signal signal b'x' um (0, 0) False 7 True\n"


@pytest.mark.parametrize("mode", ["delete", "truncate", "memory"])
def test_a_database_in_the_work_folder_works_and_two_connections_exclude_each_other(each_sandbox, mode):
    source = f"""
import sqlite3
one, other = sqlite3.connect("a.db"), sqlite3.connect("a.db", timeout=0)
one.execute("pragma journal_mode={mode}")
one.execute("create table t (x)"); one.execute("insert into t values (1)"); one.commit()
one.execute("insert into t values (2)")
try: other.execute("insert into t values (3)")
except sqlite3.OperationalError as error: print(error, end=" ")
one.commit(); other.execute("insert into t values (4)"); other.commit()
print(sqlite3.connect("a.db").execute("select sum(x) from t").fetchone())
"""
    assert tell(each_sandbox, source) == "database is locked (7,)\n"


def test_a_lock_on_ones_own_file_is_had_for_the_asking(each_sandbox):
    source = "import fcntl\nwith open('a', 'w') as a: print(fcntl.flock(a, 2), fcntl.lockf(a, 2))"
    assert tell(each_sandbox, source) == "None None\n"


def test_reading_by_map_and_by_vector_works_and_the_page_cache_stays_as_it_is(each_sandbox):
    source = """
import mmap, os
with open("a", "wb") as a: a.write(b"texto" * 10_000)
with open("a", "r+b") as a:
    whole, page = mmap.mmap(a.fileno(), 0), bytearray(5)
    print(whole[:5], os.preadv(a.fileno(), [page], 0), page, os.pwritev(a.fileno(), [b"n"], 0), whole[:5], end=" ")
    print(os.posix_fadvise(a.fileno(), 0, 0, os.POSIX_FADV_DONTNEED), whole.madvise(mmap.MADV_WILLNEED), end=" ")
    try: whole.madvise(21)  # MADV_PAGEOUT
    except OSError as error: print(error.strerror)
"""
    assert tell(each_sandbox, source) == "b'texto' 5 bytearray(b'texto') 1 b'nexto' None None Invalid argument\n"


PLACES = ["/dev/shm/nota", "/dev/nota", "/nota", "/kit/nota", "/usr/nota", "/var/tmp/nota", sys.prefix + "/nota"]


@pytest.mark.parametrize("place", [*PLACES, str(Path(__file__).parent / "nota"), "/tmp/nota"])
def test_nothing_can_be_written_but_in_the_work_folder(each_sandbox, place):
    assert "Error" in tell(each_sandbox, f"open({place!r}, 'w')")
    assert not os.path.exists(place)


def zygote_of(box):
    """The zygote's own process id: bwrap stands between it and us."""
    children = Path(f"/proc/{box._process.pid}/task/{box._process.pid}/children").read_text().split()
    return int(children[0]) if box.level == 4 else box._process.pid


def test_a_zygote_that_does_not_answer_is_replaced(each_sandbox, monkeypatch):
    monkeypatch.setattr(jail, "STOP_SECONDS", 0.5)
    channel = each_sandbox.spawn()
    os.kill(zygote_of(each_sandbox), signal.SIGSTOP)
    assert each_sandbox.end(channel).status == signal.SIGKILL
    assert tell(each_sandbox, "print(1)") == "1\n"


def test_a_killed_zygote_takes_its_child_along_and_is_replaced(each_sandbox):
    channel = each_sandbox.spawn()
    channel.send(RunCell("import time; time.sleep(60)", cpu=5.0, wall=60.0))
    time.sleep(0.3)
    os.kill(zygote_of(each_sandbox), signal.SIGKILL)
    each_sandbox._process.wait()
    with pytest.raises(Exception, match=r"ended|reset"):  # and not that the time is up
        channel.receive(CellShown, deadline=time.monotonic() + 50)
    channel.close()
    assert tell(each_sandbox, "print(1)") == "1\n"


def test_a_library_that_a_submission_names_is_ready_for_it_and_leaves_no_file(each_sandbox):
    look = "import os, sys; print('matplotlib.pyplot' in sys.modules, 'no_such_library' in sys.modules, os.listdir())"
    libraries = ["no_such_library", "matplotlib"]  # one that is not installed is the student's to miss
    assert [tell(each_sandbox, look, libraries=libraries) for _ in range(2)] == ["True False []\n"] * 2


def test_students_do_not_share_random_numbers(each_sandbox):
    draw = "import numpy as np, random; print(np.random.rand(), random.random())"
    assert tell(each_sandbox, draw) != tell(each_sandbox, draw)


def test_a_child_that_cannot_be_fenced_in_is_our_fault_and_runs_nothing(each_sandbox):
    box = Sandbox(each_sandbox.level, limits={"NOFILE": 1 << 60})
    try:
        channel = box.spawn()
        with pytest.raises(SandboxError, match="could not be fenced in"):
            box.end(channel)
    finally:
        box.close()


def test_closing_a_sandbox_leaves_no_process_and_no_folder(each_sandbox):
    box = Sandbox(each_sandbox.level)
    work = Path(box._work)
    tell(box, "import os\nfor _ in range(300): os.mkdir('x', 0o700); os.chdir('x')")
    box.close()
    assert box._process.poll() is not None
    assert not work.exists()


def test_a_judge_that_is_killed_leaves_no_zygote(each_sandbox):
    code = f"from autograder.jail.jail import Sandbox; box = Sandbox({each_sandbox.level}); box.spawn(); "
    code += "print(box._process.pid, flush=True); import os; os.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{done.stdout.strip()}/task").exists():
        assert time.monotonic() < deadline, "the zygote is still there"
        time.sleep(0.05)


# Which level, and what is said when there is none.


def test_a_machine_whose_system_calls_are_not_known_is_not_fenced_by_guessing():
    with pytest.raises(KeyError, match="riscv64"):
        seccomp.compile_rules(seccomp.child_rules(landlocked=True), machine="riscv64")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_filter_names_each_call_once_and_fits_the_kernel(machine):
    program = seccomp.compile_rules(seccomp.child_rules(landlocked=True), machine=machine)
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096  # BPF_MAXINSNS
    column = list(seccomp.ARCHITECTURES).index(machine)
    numbers = [both[column] for both in seccomp.NUMBERS.values() if both[column] is not None]
    assert len(numbers) == len(set(numbers))
    assert set(seccomp.NUMBERS) == {*seccomp.child_rules(landlocked=True), *seccomp.KNOWN_NEW}


def test_without_namespaces_the_next_level_is_taken_and_the_reason_kept(monkeypatch):
    monkeypatch.setattr(jail, "bubblewrap_command", missing)
    box = open_sandbox()
    box.close()
    assert box.level == 3
    assert box.missed == (f"level 4 ({LEVELS[4].about}): not on this machine",)


def test_a_level_below_the_minimum_is_never_taken(monkeypatch):
    monkeypatch.setattr(jail, "bubblewrap_command", missing)
    with pytest.raises(SandboxUnavailable, match="needs level 4") as refusal:
        open_sandbox(4)
    assert "sandbox_minimum = 0" in str(refusal.value)
    assert "bubblewrap" in str(refusal.value)


def test_without_any_fence_grading_is_refused_with_every_reason(monkeypatch):
    monkeypatch.setattr(jail, "bubblewrap_command", missing)
    monkeypatch.setattr(jail, "readable_paths", missing)
    with pytest.raises(SandboxUnavailable) as refusal:
        open_sandbox()
    assert str(refusal.value).count("Not reached") == 2


def test_level_zero_is_reached_only_when_asked_for_and_says_so(monkeypatch):
    monkeypatch.setattr(jail, "bubblewrap_command", missing)
    monkeypatch.setattr(jail, "readable_paths", missing)
    box = open_sandbox(0)
    try:
        assert box.level == 0
        assert "NO FENCE" in str(box)
        assert tell(box, "print(2 + 2)") == "4\n"
    finally:
        box.close()


def test_a_jail_of_namespaces_that_leaks_is_not_level_four(level_four, monkeypatch):
    monkeypatch.setattr(bubblewrap, "file_view", lambda hidden: ["--ro-bind", "/", "/"])
    monkeypatch.setattr(jail, "KIT_FOLDER", PROJECT)
    for module in (jail, bubblewrap):
        monkeypatch.setattr(module, "WORK_FOLDER", "/mnt")  # must exist in the host's tree; the jail puts its own over
    with pytest.raises(SandboxUnavailable, match="canaries got out of the jail: read the answer key"):
        open_sandbox(4)


def test_rules_that_leak_are_not_level_three(monkeypatch):
    monkeypatch.setattr(jail, "readable_paths", lambda hidden: Readable(("/",), ()))
    with pytest.raises(SandboxError, match="read the answer key, read a sibling submission, list the processes"):
        open_level(3)


def test_what_is_said_by_a_bwrap_that_fails_is_quoted(monkeypatch):
    command = ["/bin/sh", "-c", "echo no permissions >&2; exit 1"]
    monkeypatch.setattr(jail, "bubblewrap_command", lambda *arguments: command)
    with pytest.raises(SandboxUnavailable, match="no permissions"):
        open_sandbox(4)


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_on_other_systems_even_level_zero_is_refused_and_linux_named_as_the_way_out(monkeypatch, system):
    monkeypatch.setattr("platform.system", lambda: system)
    with pytest.raises(SandboxUnavailable) as refusal:
        open_sandbox(0)
    assert f"{system} has none of the layers" in str(refusal.value)
    assert {"Darwin": "docker run", "Windows": "wsl --install"}[system] in str(refusal.value)
    assert "sandbox_minimum = 0" not in str(refusal.value)


def test_a_folder_deeper_than_a_path_may_be_long_is_emptied_in_no_time(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    back = os.getcwd()
    os.chdir(folder)
    for number in range(600):
        os.mkdir("lifted-0")
        Path(f"file{number}").touch()
        os.symlink(PROJECT, "link")
        os.chdir("lifted-0")
    os.chdir(back)
    started = time.process_time()
    wipe(str(folder))
    assert os.listdir(folder) == []
    assert PROJECT.exists()
    assert time.process_time() - started < 30


def test_links_inside_a_folder_give_no_way_around_what_is_hidden(tmp_path, monkeypatch):
    shown, secret = tmp_path / "shown", tmp_path / "shown/inside/secret"
    secret.mkdir(parents=True)
    (shown / "plain.txt").write_text("x")
    (shown / "link").symlink_to(secret)
    monkeypatch.setattr(visible_paths, "shown_paths", lambda: [shown])
    rules = visible_paths.readable_paths([secret])
    assert rules.trees == (str(visible_paths.SANDBOX_FOLDER), str(shown / "plain.txt"))
    assert rules.names == (str(shown), str(shown / "inside"))


OLD_LANDLOCK = """
import os
from autograder.sandbox.zygote import landlock
landlock.abi_version = lambda: 1
from autograder.sandbox.zygote.confine import confine, lock_down, ruleset_of
from autograder.jail.seccomp import child_rules, compile_rules
from autograder.jail.visible_paths import readable_paths
from autograder.sandbox.shared.zygote_messages import Settings
lock_down(None, {work!r})
program = compile_rules(child_rules(landlocked=True)).hex()
settings = Settings({work!r}, None, {{}}, program, readable_paths([]), None)
ruleset = ruleset_of(settings)
confine(1, settings, ruleset)
open("own", "w").write("x")
for action, *arguments in (
    (os.open, {outside!r}, os.O_RDONLY | os.O_TRUNC),
    (os.open, os.__file__, os.O_RDONLY | os.O_TRUNC),
    (os.open, {outside!r}, os.O_WRONLY),
    (os.truncate, {outside!r}, 0),
    (os.truncate, os.__file__, 0),
    (os.rename, {outside!r}, "taken"),
    (os.link, {outside!r}, "taken"),
    (os.rename, "own", {outside!r}),
    (os.unlink, {outside!r}),
):
    try:
        action(*arguments)
        os.write(3, b"GOT OUT " + repr((action, arguments)).encode())
    except OSError:
        pass
os.write(3, b"DONE" if os.path.exists("own") else b"LOST")
"""


def test_what_the_first_landlock_does_not_watch_is_left_to_the_filter(tmp_path):
    work, outside, library = tmp_path / "work", tmp_path / "outside", Path(os.__file__).read_bytes()
    work.mkdir()
    outside.write_text("secret")
    code = OLD_LANDLOCK.format(work=str(work), outside=str(outside))
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stdout == "DONE", done.stderr
    assert outside.read_text() == "secret"
    assert Path(os.__file__).read_bytes() == library
