from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mathshubs.core.files import FileRefused, read_upload


def handed_in(name, content):
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_with_its_size_and_its_kind():
    kept = read_upload(handed_in("Plan 1.pdf", b"%PDF-1.7 and so on"))
    assert (kept["name"], kept["media_type"], kept["size"]) == (
        "Plan 1.pdf", "application/pdf", 18,
    )  # fmt: skip


def test_a_name_keeps_nothing_that_could_leave_a_header_or_a_folder():
    kept = read_upload(handed_in('..\\..\\a"b\r\nc.txt', b"words"))
    assert kept["name"] == "a-b-c.txt"


def test_a_file_of_words_ends_with_the_letters_of_its_kind():
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert read_upload(handed_in("brief.docx", file.getvalue()))["media_type"].endswith(
        "wordprocessingml.document"
    )
    with pytest.raises(FileRefused, match="does not hold what its name says"):
        read_upload(handed_in("brief.xlsx", file.getvalue()))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.exe", b"MZ", "not of a kind we keep"),
        ("a.png", b"<script>", "does not hold what its name says"),
        ("a.txt", b"a\0b", "does not hold what its name says"),
        ("a.txt", b"x" * 11, "larger than"),
    ],
)
def test_what_we_do_not_keep_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(FileRefused, match=sentence):
        read_upload(handed_in(name, content), largest=10 if b"x" in content else 1000)
