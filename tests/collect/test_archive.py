"""Zips that students, their computers and attackers make."""

import os
import random
import stat
import tracemalloc
import zipfile
from struct import pack
from zlib import crc32

import pytest

from autograder.collect.archive import opened
from autograder.collect.packed import Limits, Unreadable
from autograder.collect.unpack import File, unpacked
from autograder.lms.names import is_inside
from tests.collect.archives import make_folder, make_zip, old_name, zip_bytes

NAME = "João Conceição/Lição.ipynb"


def names(path):
    with opened(path, Limits()) as entries:
        return [entry.path for entry in entries]


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


@pytest.mark.parametrize("encoding", ["cp850", "utf-8"])
def test_names_are_read_in_whatever_encoding_an_old_tool_wrote_them(tmp_path, encoding):
    assert names(make_zip(tmp_path / "a.zip", [(old_name(NAME, encoding), b"x")])) == [NAME]


def test_decomposed_names_of_macos_and_backslashes_of_windows_are_made_alike(tmp_path):
    decomposed = "Joa\u0303o Conceic\u0327a\u0303o\\Lic\u0327a\u0303o.ipynb"
    assert names(make_zip(tmp_path / "a.zip", {decomposed: b"x"})) == [NAME]


def test_a_name_s_copy_in_utf_8_counts_more_than_its_name_in_an_unknown_code_page(tmp_path):
    info = old_name("Jo.o Concei..o/Li..o.ipynb", "ascii")
    copy = b"\1" + pack("<I", crc32(info.filename.encode())) + NAME.encode()
    info.extra = pack("<HH", 1, 2) + b"xx" + pack("<HH", 0x7075, len(copy)) + copy
    assert names(make_zip(tmp_path / "a.zip", [(info, b"x")])) == [NAME]


def test_a_folder_unpacked_by_a_tool_that_did_not_know_the_encoding_is_read_too(tmp_path):
    folder = os.fsencode(tmp_path / "turma") + b"/" + "João Conceição".encode("cp850")
    os.makedirs(folder)
    with open(folder + b"/x.ipynb", "wb") as stream:
        stream.write(b"{}")
    assert names(tmp_path / "turma") == ["João Conceição/x.ipynb"]


def test_what_computers_leave_behind_is_not_seen(tmp_path):
    junk = [
        "__MACOSX/a/._x.ipynb",
        "a/._x.ipynb",
        "a/.ipynb_checkpoints/x-checkpoint.ipynb",
        "a/.DS_Store",
        "Thumbs.db",
    ]
    files = dict.fromkeys([*junk, "a/x.ipynb"], b"x")
    assert names(make_zip(tmp_path / "a.zip", files)) == ["a/x.ipynb"]
    assert names(make_folder(tmp_path / "folder", files)) == ["a/x.ipynb"]


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:\\x", "..\\x", "a/.."])
def test_a_path_that_leads_out_is_refused_and_the_rest_is_read(tmp_path, name):
    files, problems = unpacked(File("e.zip", zip_bytes({name: b"evil", "ok.ipynb": b"{}"})), Limits())
    assert [file.path for file in files] == ["e.zip/ok.ipynb"]
    assert "refused" in problems[0].reason


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the answer key")
    files, problems = unpacked(File("e.zip", zip_bytes([link("x.ipynb", str(secret))])), Limits())
    assert files == []
    assert "link" in problems[0].reason
    folder = make_folder(tmp_path / "folder", {"Ana/a.ipynb": b"{}"})
    (folder / "Ana/x.ipynb").symlink_to(secret)
    with opened(folder, Limits()) as entries:
        (linked,) = [entry for entry in entries if entry.path == "Ana/x.ipynb"]
        with pytest.raises(Unreadable, match="link"):
            linked.read()


def test_a_bomb_is_given_up_as_soon_as_it_is_too_large(tmp_path):
    bomb = zip_bytes({"x.ipynb": bytes(200 << 20)})
    lying = bomb.replace((200 << 20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    tracemalloc.start()
    for data in (bomb, lying):
        files, problems = unpacked(File("e.zip", data), Limits(file=8 << 20))
        assert files == []
        assert len(problems) == 1
    assert tracemalloc.get_traced_memory()[1] < 40 << 20
    tracemalloc.stop()


def test_many_files_that_are_small_each_are_a_bomb_too():
    many = zip_bytes({f"{number}.txt": bytes(1 << 20) for number in range(30)})
    files, problems = unpacked(File("e.zip", many), Limits(packed=8 << 20))
    assert len(files) == 8
    assert "too much" in problems[-1].reason
    crowd = zip_bytes({f"{number}": b"" for number in range(2_000)})
    files, problems = unpacked(File("e.zip", crowd), Limits(files=100))
    assert files == []
    assert "too many" in problems[0].reason


def test_zips_in_zips_are_opened_to_a_depth_and_their_own_size_counts_too():
    nested = zip_bytes({"lista.ipynb": b"{}"})
    for _ in range(2):
        nested = zip_bytes({"dentro.zip": nested})
    files, _ = unpacked(File("e.zip", nested), Limits())
    assert [file.path for file in files] == ["e.zip/dentro.zip/dentro.zip/lista.ipynb"]
    files, problems = unpacked(File("e.zip", zip_bytes({"dentro.zip": nested})), Limits())
    assert files == []
    assert "not opened" in problems[0].reason


def test_a_zip_that_doubles_itself_at_every_level_ends():
    level = bytes(4 << 20)
    for _ in range(4):
        level = zip_bytes({f"{number}.zip": level for number in range(10)})
    files, problems = unpacked(File("e.zip", level), Limits(depth=9, packed=64 << 20))
    assert sum(len(file.data) for file in files) <= 64 << 20
    assert problems


@pytest.mark.parametrize("cut", [10, 300, -30])
def test_a_damaged_zip_is_a_problem_and_not_an_exception(cut):
    whole = zip_bytes({"a.ipynb": bytes(range(256)) * 9, "b.ipynb": b"{}"})
    files, problems = unpacked(File("e.zip", whole[:cut]), Limits())
    assert problems
    assert all(file.path != "e.zip" for file in files)


def test_a_zip_with_any_byte_changed_never_raises_and_never_runs_away():
    rng = random.Random(8)
    whole = zip_bytes({"a/lista.ipynb": b'{"cells": []}' * 50, "b.zip": zip_bytes({"c.ipynb": b"{}" * 99})})
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        files, _ = unpacked(File("e.zip", bytes(data)), Limits(file=1 << 20))
        assert all(is_inside(file.path) for file in files)


def test_one_damaged_file_costs_only_itself():
    whole = bytearray(zip_bytes({"a.ipynb": b"\1" * 999, "b.ipynb": b"{}"}))
    place = whole.index(b"a.ipynb") + len("a.ipynb") + 2
    whole[place] ^= 0xFF
    files, problems = unpacked(File("e.zip", bytes(whole)), Limits())
    assert [file.path for file in files] == ["e.zip/b.ipynb"]
    assert problems[0].path == "e.zip/a.ipynb"


def test_an_encrypted_file_is_said_to_be_encrypted():
    data = bytearray(zip_bytes({"a.ipynb": b"{}"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    _, problems = unpacked(File("e.zip", bytes(data)), Limits())
    assert problems[0].reason == "encrypted"


def test_what_is_no_archive_at_all_is_refused(tmp_path):
    (tmp_path / "x.rar").write_bytes(b"Rar!")
    for path in (tmp_path / "x.rar", tmp_path / "absent.zip"):
        with pytest.raises(Unreadable, match="no readable archive"), opened(path, Limits()):
            pass
