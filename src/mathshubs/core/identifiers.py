"""
The identifiers of the field, each checked in this one place.

`clean_x(text)` returns the identifier as we keep it, or raises ValidationError with a sentence
for the person who typed it. Formats: the national register of schools and the Department for
Education's guidance on teacher reference numbers.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$")


def clean_trn(text: str) -> str:
    """A Teacher Reference Number: seven digits; leading zeros stay, spaces and letters go."""
    trn = re.sub(r"[\s/A-Za-z-]", "", text)
    if not re.fullmatch(r"[0-9]{7}", trn, re.ASCII):
        raise ValidationError(
            "A teacher reference number has seven digits, such as 1234567. "
            "Check it, or choose the reason why you have none."
        )
    return trn


def clean_postcode(text: str) -> str:
    """A postcode in upper case with one space: "tf34jg" gives "TF3 4JG"."""
    found = _POSTCODE.match(re.sub(r"[\s ]+", "", text).upper())
    if not found:
        raise ValidationError("That is not a full postcode. Type one such as TF3 4JG.")
    return f"{found[1]} {found[2]}"


def clean_project_code(text: str) -> str:
    """A national project's code, such as NCP21-07 or NCP17-06a."""
    code = re.sub(r"\s", "", text)
    code = code[:3].upper() + code[3:].lower()
    if not re.fullmatch(r"NCP[0-9]{2}-[0-9]{2}[a-z]?", code, re.ASCII):
        raise ValidationError("A project code looks like NCP21-07. Check it and type it again.")
    return code


def clean_work_group_code(text: str) -> str:
    """A Work Group's code: WRK and up to twelve digits."""
    code = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"WRK[0-9]{1,12}", code, re.ASCII):
        raise ValidationError(
            "A Work Group code looks like WRK123456789. Check it and type it again."
        )
    return code


def clean_phone(text: str) -> str:
    """A telephone number as it was typed; "" when none was."""
    phone = text.strip()
    if phone and not re.fullmatch(r"\+?[0-9 ()-]{7,30}", phone, re.ASCII):
        raise ValidationError("That is not a phone number. Type one such as 01952 123456.")
    return phone


def row_number(text: object) -> int:
    """The number of a row as a form sends it; 0, which is no row's, for anything else."""
    typed = str(text)
    return int(typed) if re.fullmatch(r"[0-9]{1,18}", typed, re.ASCII) else 0


def laestab(authority_code: str, establishment_number: str) -> str:
    """The number schools know themselves by, shown LLL/EEEE; "" when either half is missing."""
    if not (authority_code and establishment_number):
        return ""
    return f"{authority_code.zfill(3)}/{establishment_number.zfill(4)}"
