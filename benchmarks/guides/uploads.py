"""Decides which guides are in files that were sent, archives among them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Protocol

from benchmarks.guides.batches import SUFFIXES

LARGEST_FILE = 10 * 2**20
LARGEST_ALL = 50 * 2**20
MOST_GUIDES = 500
ARCHIVE = ".zip"
_NOT_CONTENT = ("__MACOSX/", ".DS_Store")


class Upload(Protocol):
    """A file as a web framework hands it over: its name, its size in bytes, something to read from."""

    name: str | None
    size: int | None
    file: IO[bytes]


@dataclass(frozen=True)
class Sent:
    """One guide that was sent, or why it cannot be read."""

    name: str
    content: bytes = b""
    refusal: str = ""

    def __str__(self) -> str:
        return self.name

    def read_bytes(self) -> bytes:
        """What the file holds; raises OSError with the refusal."""
        if self.refusal:
            raise OSError(self.refusal)
        return self.content


def guides(uploads: Iterable[Upload]) -> Iterator[Sent]:
    """Each guide of the files and of the archives among them, in their order; what is too large, too many, broken or
    of another kind comes as a refusal of its own."""
    left, count = LARGEST_ALL, 0
    for one in _each(uploads):
        if not one.refusal:
            count += 1
            left -= len(one.content)
            if count > MOST_GUIDES:
                yield Sent(one.name, refusal=f"more than {MOST_GUIDES} guides at once")
                return
            if left < 0:
                yield Sent(one.name, refusal=f"more than {megabytes(LARGEST_ALL)} in all")
                return
        yield one


def megabytes(size: int) -> str:
    """Such as `10 MB`."""
    return f"{size // 2**20} MB"


def _each(uploads: Iterable[Upload]) -> Iterator[Sent]:
    for upload in uploads:
        name = PurePosixPath((upload.name or "").replace("\\", "/")).name or "file"
        suffix = PurePosixPath(name).suffix.lower()
        if suffix == ARCHIVE:
            yield from _unpacked(name, upload.file)
        elif suffix not in SUFFIXES:
            yield Sent(name, refusal=_another_kind())
        elif (upload.size or 0) > LARGEST_FILE:
            yield Sent(name, refusal=f"larger than {megabytes(LARGEST_FILE)}")
        else:
            yield Sent(name, upload.file.read(LARGEST_FILE + 1))


def _another_kind() -> str:
    return f"not a guide, whose name ends in {', '.join(sorted(SUFFIXES))}"


def _unpacked(archive: str, file: IO[bytes]) -> Iterator[Sent]:
    """The guides of an archive. What a member says of its size is not believed: no more than the limit is unpacked."""
    try:
        with zipfile.ZipFile(file) as opened:
            for member in opened.infolist()[: MOST_GUIDES * 4]:
                name = f"{archive}/{member.filename}"
                if member.is_dir() or any(part in member.filename for part in _NOT_CONTENT):
                    continue
                if PurePosixPath(member.filename).suffix.lower() not in SUFFIXES:
                    yield Sent(name, refusal=_another_kind())
                else:
                    yield _member(name, opened, member)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Sent(archive, refusal=f"a broken archive ({error})")


def _member(name: str, opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Sent:
    try:
        with opened.open(member) as stream:
            content = stream.read(LARGEST_FILE + 1)
    except RuntimeError:
        return Sent(name, refusal="locked with a password")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        return Sent(name, refusal=f"cannot be unpacked ({error})")
    if len(content) > LARGEST_FILE:
        return Sent(name, refusal=f"larger than {megabytes(LARGEST_FILE)}")
    return Sent(name, content)
