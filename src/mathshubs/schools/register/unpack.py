"""
An uploaded file, whatever its packing and encoding, becomes bytes of text.

Official files are cp1252, people's are UTF-8 with or without a byte order mark; either may come
as .gz or .zip. What is no CSV at all is refused with a sentence that says what it is.
"""

from __future__ import annotations

import codecs
import gzip
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

LARGEST = 500_000_000  # bytes unpacked: eight times the largest official file
TEXT = bytes([9, 10, 13, *range(32, 127), *range(128, 256)])  # bytes that text is made of
NOTHING_CHANGED = "Nothing was changed."


class RegisterRefused(Exception):
    """The import cannot go on. `str(refusal)` says what happened and what to do."""


def unpack(path: Path, called: str) -> tuple[BinaryIO, str]:
    """
    Return the file's text as bytes, at their beginning, and their encoding.

    `called` names the kind of file in sentences: "the schools register".
    Raises RegisterRefused when it is no text, or a page, or packed and damaged.
    """
    try:
        start = path.open("rb").read(4096)
    except OSError as error:
        raise RegisterRefused(
            f"We could not open {path}: {error.strerror}. Check the name. {NOTHING_CHANGED}"
        ) from error
    if start.startswith(b"PK"):
        source = _out_of_zip(path, called)
    elif start.startswith(b"\x1f\x8b"):
        source = _within_limit(gzip.open(path), called)  # noqa: SIM115, closed there
    else:
        source = path.open("rb")
    refuse_what_is_no_csv(source.read(4096), called)
    return source, _encoding(source, called)


def _out_of_zip(path: Path, called: str) -> BinaryIO:
    try:
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if not name.endswith("/")]
            if "[Content_Types].xml" in names:
                raise _unreadable(called, "it is a spreadsheet", "Save it as CSV and try again.")
            names = [name for name in names if name.lower().endswith(".csv")]
            if len(names) != 1:
                what = f"the .zip holds {len(names)} CSV files"
                raise _unreadable(called, what, "Pack one CSV file, or give it as it is.")
            with packed.open(names[0]) as file:
                return _within_limit(file, called)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _unreadable(called, "the .zip is damaged or locked") from error


def _within_limit(packed, called: str) -> BinaryIO:
    """Unpack onto disk, where a file that unpacks without end stops at LARGEST."""
    unpacked = tempfile.TemporaryFile()  # noqa: SIM115, handed on
    try:
        with packed:
            while chunk := packed.read(1_000_000):
                unpacked.write(chunk)
                if unpacked.tell() > LARGEST:
                    what = f"unpacked it is larger than {LARGEST // 1_000_000} MB"
                    raise _unreadable(called, what)
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile) as error:
        if shutil.disk_usage(tempfile.gettempdir()).free < 1_000_000:
            raise
        raise _unreadable(called, "the packed file is cut off or damaged") from error
    unpacked.seek(0)
    return unpacked


def refuse_what_is_no_csv(start: bytes, called: str) -> None:
    text = start.lstrip(codecs.BOM_UTF8).lstrip().lower()
    if not text:
        raise _unreadable(called, "it is empty")
    if text.startswith(b"<"):
        raise _unreadable(called, "it is a web page, not a CSV file")
    if text.startswith((b"{", b"[")):
        raise _unreadable(called, "it is JSON, not a CSV file")
    if text.startswith((b"%pdf", b"\xd0\xcf\x11\xe0")):
        raise _unreadable(called, "it is a document or spreadsheet, not a CSV file")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _unreadable(called, "it is UTF-16 text", "Save it as CSV UTF-8 and try again.")


def _encoding(source: BinaryIO, called: str) -> str:
    """Name the encoding, and leave `source` where its text begins."""
    source.seek(0)
    decoder, is_utf8 = codecs.getincrementaldecoder("utf-8")(), True
    while chunk := source.read(1_000_000):
        if chunk.translate(None, delete=TEXT):
            raise _unreadable(called, "it is not text")
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
    source.seek(0)
    if not is_utf8 and _most_lines_are_utf8(source):
        is_utf8 = True
    source.seek(0)
    if source.read(3) != codecs.BOM_UTF8:
        source.seek(0)
    return "utf-8" if is_utf8 else "cp1252"


def _most_lines_are_utf8(source: BinaryIO) -> bool:
    """One odd byte does not make a UTF-8 file cp1252, nor one odd name the other way round."""
    balance = 0
    for line in source:
        if not line.isascii():
            try:
                line.decode()
                balance += 1
            except UnicodeDecodeError:
                balance -= 1
    return balance > 0


def _unreadable(called: str, what: str, then: str = "") -> RegisterRefused:
    then = then or "Download it again and try once more."
    return RegisterRefused(f"We could not read {called}: {what}. {then} {NOTHING_CHANGED}")
