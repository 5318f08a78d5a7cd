"""Tars, 7z and rar: opened within limits, or told; and limits that depend on no order."""

import bz2
import gzip
import io
import lzma
import random
import tarfile

import py7zr
import pytest

from autograder.collect.archive import opened
from autograder.collect.packed import Limits, Unreadable
from autograder.collect.unpack import File, unpacked
from tests.collect.archives import zip_bytes

FILES = {"pasta/lista8.ipynb": b"{}", "pasta/dados.csv": b"1,2", "._lista8.ipynb": b"junk"}
COMPRESS = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tgz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}


def tar_bytes(files, kinds=None):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), (kinds or {}).get(name, tarfile.REGTYPE)
            info.linkname = "/etc/passwd" if info.type != tarfile.REGTYPE else ""
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def seven_bytes(files, **options):
    stream = io.BytesIO()
    with py7zr.SevenZipFile(stream, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return stream.getvalue()


PACKED = {f"e.{kind}": compress(tar_bytes(FILES)) for kind, compress in COMPRESS.items()} | {
    "e.7z": seven_bytes(FILES),
    "e.zip": zip_bytes(FILES),
}


@pytest.mark.parametrize("name", PACKED)
def test_an_archive_of_any_kind_is_opened_whoever_packed_it(tmp_path, name):
    for called in (name, "sem-sufixo"):
        files, problems = unpacked(File(called, PACKED[name]), Limits())
        assert {file.path: file.data for file in files} == {f"{called}/{path}": FILES[path] for path in list(FILES)[:2]}
        assert problems == []
    (tmp_path / name).write_bytes(PACKED[name])
    with opened(tmp_path / name, Limits()) as entries:
        assert {entry.path: entry.read() for entry in entries} == {path: FILES[path] for path in list(FILES)[:2]}


def test_one_compressed_notebook_is_that_notebook():
    files, _ = unpacked(File("lista8.ipynb.gz", gzip.compress(b"{}")), Limits())
    assert [(file.path, file.data) for file in files] == [("lista8.ipynb.gz/lista8.ipynb", b"{}")]


def test_archives_of_different_kinds_are_opened_in_one_another():
    files, _ = unpacked(File("e.zip", zip_bytes({"a.7z": seven_bytes({"b.tgz": PACKED["e.tgz"]})})), Limits())
    assert [file.path for file in files if file.path.endswith(".ipynb")] == ["e.zip/a.7z/b.tgz/pasta/lista8.ipynb"]


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x00" + bytes(60), b"Rar!\x1a\x07\x01\x00" + bytes(60)])
def test_of_a_rar_it_is_told_what_to_do(tmp_path, data):
    files, (problem,) = unpacked(File("e.rar", data), Limits())
    assert files == []
    assert "rar" in problem.reason
    assert "collect that" in problem.reason
    (tmp_path / "turma.rar").write_bytes(data)
    with pytest.raises(Unreadable, match="a rar archive"), opened(tmp_path / "turma.rar", Limits()):
        pass


def test_an_encrypted_7z_and_one_of_an_unusual_method_are_told():
    locked = seven_bytes({"lista8.ipynb": b"{}"}, password="x")
    unusual = seven_bytes({"lista8.ipynb": b"{}" * 99}, filters=[{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}])
    for data, reason in ((locked, "encrypted"), (unusual, "PPMd")):
        files, (problem,) = unpacked(File("e.7z", data), Limits())
        assert files == []
        assert reason in problem.reason


def test_a_tar_s_links_devices_and_ways_out_are_refused_and_the_rest_is_read():
    names = ["link", "hard", "fifo", "device", "../fora.ipynb", "/etc/x", "lista8.ipynb"]
    kinds = dict(zip(names, (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE), strict=False))
    files, problems = unpacked(File("e.tar", tar_bytes(dict.fromkeys(names, b""), kinds)), Limits())
    assert [file.path for file in files] == ["e.tar/lista8.ipynb"]
    assert len(problems) == 6


@pytest.mark.parametrize("pack", [lambda files: gzip.compress(tar_bytes(files)), seven_bytes, tar_bytes, zip_bytes])
def test_a_bomb_is_given_up(pack):
    files, problems = unpacked(File("e", pack({"a.ipynb": bytes(30 << 20)})), Limits(file=4 << 20, packed=8 << 20))
    assert files == []
    assert len(problems) == 1


@pytest.mark.parametrize("pack", [tar_bytes, zip_bytes])
@pytest.mark.parametrize("place", [0, 2_100, 3_000])
def test_a_notebook_is_found_among_thousands_of_files_wherever_it_stands(pack, place):
    names = [f"site-packages/{number}.py" for number in range(3_000)]
    names.insert(place, "z/lista8.ipynb")
    files, problems = unpacked(File("e", pack(dict.fromkeys(names, b"{}"))), Limits())
    assert "e/z/lista8.ipynb" in [file.path for file in files]
    assert "too much" in problems[0].reason


def test_what_is_left_out_of_too_much_depends_on_no_order():
    sizes = {"a.bin": 5 << 20, "b.ipynb": 2 << 20, "c.zip": 0, "d.csv": 1 << 20}
    contents = {name: bytes(size) for name, size in sizes.items()} | {"c.zip": zip_bytes({"e.ipynb": bytes(1 << 20)})}
    for seed in range(5):
        names = random.Random(seed).sample(list(contents), len(contents))
        files, _ = unpacked(File("e.zip", zip_bytes({name: contents[name] for name in names})), Limits(packed=6 << 20))
        assert {file.path for file in files} == {"e.zip/b.ipynb", "e.zip/c.zip/e.ipynb", "e.zip/d.csv"}


@pytest.mark.parametrize("name", ["e.7z", "e.tar", "e.tar.gz", "e.tar.xz"])
def test_an_archive_with_any_byte_changed_never_raises(name):
    rng = random.Random(8)
    for _ in range(150):
        data = bytearray(PACKED[name])
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        unpacked(File(name, bytes(data)), Limits(file=1 << 20, packed=8 << 20))
        unpacked(File(name, bytes(data[: rng.randrange(len(data))])), Limits(file=1 << 20, packed=8 << 20))
