"""
Files that people hand in, kept in the database: one backup holds all, every machine serves all.

What a file is, its first bytes say; its name only chooses among alike ones. A room subclasses
`StoredFile`, asks its own rule who may read, and answers with `served`.
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from pathlib import PurePath
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse

LARGEST = 10 * 1024 * 1024  # bytes
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "txt": "text/plain",
    "csv": "text/csv",
}
PHOTOS = ("image/png", "image/jpeg")
_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_BEGINS["jpeg"] = _BEGINS["jpg"]
_HOLDS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


class FileRefused(Exception):
    """The file was not kept. `str(refusal)` is a sentence for whoever handed it in."""


class StoredFile(models.Model):
    """A file and its content. Lists defer `content`: ask `listed()`."""

    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.media_type in PHOTOS

    @property
    def size_in_words(self) -> str:
        if self.size < 1024 * 1024:
            return f"{max(self.size // 1024, 1)} KB"
        return f"{self.size / (1024 * 1024):.1f} MB"


def read_upload(upload: UploadedFile, *, largest: int = LARGEST) -> dict[str, Any]:
    """
    Return the fields of a `StoredFile` for what was handed in.

    Raises FileRefused when it is empty, larger than `largest` bytes, of a kind we do not keep, or
    not what its name says.
    """
    name = _plain_name(upload.name or "")
    if (upload.size or 0) > largest:
        raise FileRefused(
            f"{name} is larger than {largest // (1024 * 1024)} MB. Make it smaller first."
        )
    content = upload.read()
    if not content:
        raise FileRefused(f"{name} is empty. Choose the file again.")
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in MEDIA_TYPES:
        raise FileRefused(
            f"{name} is not of a kind we keep. Choose a PDF, a Word, Excel or PowerPoint file, a "
            "photo (JPEG or PNG), or plain text."
        )
    if not _is_what_it_says(ending, content):
        raise FileRefused(
            f"{name} does not hold what its name says. Open it, save it again, then choose it."
        )
    return {
        "name": name,
        "media_type": MEDIA_TYPES[ending],
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }


def served(file: StoredFile, *, shown: bool = False) -> HttpResponse:
    """Return the file as a download; a photo may be `shown` in the page."""
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    how = "inline" if shown and file.is_photo else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=300"
    return response


def _plain_name(name: str) -> str:
    """Return a name that any header and any file system can hold."""
    path = PurePath(name.replace("\\", "/"))
    stem = re.sub(r"[^\w .()-]+", "-", path.stem, flags=re.ASCII).strip(" .-") or "file"
    return f"{stem[:100]}{re.sub(r'[^.a-zA-Z0-9]', '', path.suffix)[:10]}"


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if ending in _BEGINS:
        return content.startswith(_BEGINS[ending])
    if ending in _HOLDS:
        try:
            names = ZipFile(BytesIO(content)).namelist()
        except BadZipFile:
            return False
        return any(name.startswith(_HOLDS[ending]) for name in names)
    return b"\0" not in content
