"""What a letter that came in says: from whom, what is new in it, which files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

# What mail programs put above the letter they quote.
_QUOTED_BELOW = re.compile(
    r"^-{2,} ?(?:Write your reply above this line|Original Message|Forwarded message)"
    r"|^_{10,}$|^Begin forwarded message:",
    re.IGNORECASE,
)
_SOMEBODY_WROTE = re.compile(
    r"^(?:On|Le|Am|El) (?=.*[\d<]).{5,250}(?:wrote|écrit|schrieb|escribió) ?:$", re.DOTALL
)
_SIGNED = re.compile(r"^(?:--|Sent from my .{1,40}|Get Outlook for .{1,40})$", re.IGNORECASE)
_OUT_OF_OFFICE = re.compile(r"^(?:automatic reply|auto(?:-| )?reply|out of (?:the )?office)", re.I)
_LOOKED_AT = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class Incoming:
    """A letter, as far as we read it. `to` holds every address it may have been sent to."""

    sender: str
    to: str
    subject: str
    message_id: str
    text: str
    is_automatic: bool
    files: list[SimpleUploadedFile] = field(default_factory=list)


def read(raw: bytes, *, recipient: str = "") -> Incoming:
    """Return what a message says, however badly it is written."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    to = " ".join([recipient, *(_header(message, name) for name in _LOOKED_AT)])
    return Incoming(
        sender=parseaddr(_header(message, "From"))[1].strip().lower(),
        to=to,
        subject=_header(message, "Subject"),
        message_id=(_header(message, "Message-ID") or f"<{sha256(raw).hexdigest()}>")[:250],
        text=new_words(_text(message)),
        is_automatic=_is_automatic(message),
        files=_files(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(" ".join(str(each).split()) for each in message.get_all(name, []))
    except (ValueError, IndexError, AttributeError, TypeError):  # the parser of headers gave up
        return ""


def _is_automatic(message: EmailMessage) -> bool:
    """Answer as RFC 3834 asks: what a machine sent gets no answer, and is none."""
    submitted = _header(message, "Auto-Submitted").lower()
    return bool(
        submitted not in ("", "no")
        or _header(message, "Precedence").lower() in ("bulk", "list", "junk", "auto_reply")
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or message.get_content_type() == "multipart/report"
        or _header(message, "Return-Path") == "<>"
        or _OUT_OF_OFFICE.match(_header(message, "Subject"))
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = part.get_content()
    except (LookupError, UnicodeError, KeyError):  # a character set nobody knows
        text = part.get_payload(decode=True)
    if isinstance(text, bytes):
        text = text.decode("utf-8", errors="replace")
    text = str(text).replace("\x00", "")
    return _without_tags(text) if part.get_content_subtype() == "html" else text


def _without_tags(html: str) -> str:
    html = re.sub(r"(?is)<(style|script|head|blockquote)\b.*?</\1>", "", html)
    html = re.sub(r"(?is)<div[^>]*gmail_quote.*", "", html)
    html = re.sub(r"\s+", " ", html)
    html = re.sub(r"(?i)<br ?/?>|</(?:div|li|tr)>", "\n", html)
    return unescape(strip_tags(re.sub(r"(?i)</(?:p|h\d|ul|ol)>", "\n\n", html)))


def new_words(text: str) -> str:
    """Return what was written above the quoted letter, without the signature."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    lines = lines[: _end(lines)]
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    kept = "\n".join(line.replace("\xa0", " ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _end(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        bare = line.lstrip("> ").strip()
        if _QUOTED_BELOW.search(bare) or _SIGNED.match(line):
            return _above_who_wrote(lines, at)
        if bare.startswith("From:") and _is_a_head(lines[at + 1 : at + 5]):
            return at
        if _wrote(lines, at):
            return at
    return len(lines)


def _wrote(lines: list[str], at: int) -> bool:
    """Return whether "On Monday ... wrote:" begins here, over up to four lines."""
    return any(
        _SOMEBODY_WROTE.match(" ".join(line.strip() for line in lines[at : at + span]))
        for span in (1, 2, 3, 4)
    )


def _above_who_wrote(lines: list[str], at: int) -> int:
    return next((up for up in range(max(at - 5, 0), at) if _wrote(lines, up)), at)


def _is_a_head(lines: list[str]) -> bool:
    heads = [line.lstrip("> ").partition(":")[0].strip("* ") for line in lines]
    return "Subject" in heads or ("Sent" in heads and "To" in heads)


def _files(message: EmailMessage) -> list[SimpleUploadedFile]:
    """Return what was attached on purpose; pictures in a signature stand in the text."""
    found = []
    for part in message.iter_attachments():
        if part.get_content_disposition() == "attachment" and part.get_filename():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                found.append(SimpleUploadedFile(str(part.get_filename()), content))
    return found
