"""Names of people and files, in whatever form a system, an archive or a student's computer wrote them."""

import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath
from struct import pack, unpack
from zipfile import ZipInfo
from zlib import crc32

UTF8_FLAG = 0x800  # in a zip entry: the name is UTF-8 (APPNOTE 4.4.4, bit 11)
UNICODE_PATH = 0x7075  # the extra field with a UTF-8 copy of the name
JUNK = re.compile(
    r"(?:.*/)?(?:__MACOSX(?:/.*)?|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*|\.ipynb_checkpoints(?:/.*)?)",
    re.IGNORECASE,
)
LONGEST = 120  # bytes of one part of a path that we write: file systems take 255, and nbgrader adds to it


def name_in_zip(info: ZipInfo) -> str:
    """The name of a zip entry, decoded as what it is.

    zipfile takes for cp437 whatever is not flagged as UTF-8: it may be UTF-8 all the same (macOS), come with a UTF-8
    copy in an extra field (Info-ZIP), or be in the code page of an old Windows.
    """
    if info.flag_bits & UTF8_FLAG:
        return composed(info.orig_filename)
    raw = info.orig_filename.encode("cp437", "replace")
    return decoded(_extra_name(info.extra, raw) or raw)


def _extra_name(extra: bytes, raw: bytes) -> bytes | None:
    """The Info-ZIP Unicode path (APPNOTE 4.6.9), if it belongs to this name."""
    while len(extra) >= 4:
        kind, size = unpack("<HH", extra[:4])
        if kind == UNICODE_PATH and size > 5 and extra[5:9] == pack("<I", crc32(raw)):
            return extra[9 : 4 + size]
        extra = extra[4 + size :]
    return None


def decoded(raw: bytes) -> str:
    """A name of unknown encoding: UTF-8 or, if it cannot be that, cp850, of old Windows in Brazil."""
    try:
        return composed(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return composed(raw.decode("cp850"))


def composed(name: str) -> str:
    """NFC, single forward slashes: the one form in which names are compared, shown and written."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    return re.sub(r"/+", "/", name.replace("\\", "/"))


def is_junk(path: str) -> bool:
    """Whether a path is what computers leave behind: resource forks, thumbnails, checkpoints, lock files."""
    return JUNK.fullmatch(path) is not None


def is_inside(path: str) -> bool:
    """Whether a path of an archive stays in the folder that it is unpacked into."""
    parts = PurePosixPath(path).parts
    drive = re.match(r"[A-Za-z]:", path) is not None
    return bool(parts) and not path.startswith("/") and not drive and ".." not in parts and "\0" not in path


def writable(path: str) -> str:
    """A path that cannot leave a folder, with no part too long and no control character; the suffix stays."""
    return "/".join(_short(part) for part in path.split("/") if part not in ("", ".", ".."))


def _short(part: str) -> str:
    part = re.sub(r"[\x00-\x1f\x7f]", "_", part)
    stem, dot, suffix = part.rpartition(".") if len(part.rpartition(".")[2]) < 12 else (part, "", "")
    room = LONGEST - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + suffix


@lru_cache(1 << 13)  # 300 names against a roster of 300: 3 s without
def normalized(text: str) -> str:
    """For comparing: no accents, no case, single spaces between words. "Conceição,  ANA" -> "conceicao ana"."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def compact(text: str) -> str:
    """For comparing file names and titles: normalized, without spaces. "Redação 2 (1)" -> "redacao21"."""
    return normalized(text).replace(" ", "")


def mentions(title: str, assignment: str) -> bool:
    """Whether a title or file name is about an assignment: "Cópia de Prova 2 (1)" is about "prova2", "prova21" not."""
    wanted, text = compact(assignment), normalized(title)
    pattern = r"\s?".join(map(re.escape, wanted))
    for found in re.finditer(pattern, text) if wanted else ():
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        same = (wanted[0].isdigit() and before.isdigit()) or (wanted[-1].isdigit() and after.isdigit())
        if not same:
            return True
    return False


def slug(text: str) -> str:
    """A student id made of a name. "José da Silva" -> "jose-da-silva"."""
    return normalized(text).encode("ascii", "ignore").decode().replace(" ", "-") or "sem-nome"


def same_person(one: str, other: str) -> bool:
    """Whether two full names have the same words, in any order: "Silva, Ana" and "ana silva"."""
    return sorted(normalized(one).split()) == sorted(normalized(other).split())
