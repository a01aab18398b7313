"""Files of results, made of the rows a test is about."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.core.files.base import ContentFile

from mathshubs.schools.models import ResultsImport
from mathshubs.schools.published.files import Told
from mathshubs.schools.published.run import Given, Outcome, import_results
from tests.builders import SEPTEMBER

PERFORMANCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "performance"


def ks2(urn: int | str = 100001, **said: str) -> dict[str, str]:
    """One row of a table of key stage 2, as it is published since 2016."""
    row = {"RECTYPE": "1", "URN": str(urn), "TELIG": "30", "PTMAT_EXP": "80%", "MAT_AVERAGE": "104"}
    return row | said


def ks4(urn: int | str = 100001, **said: str) -> dict[str, str]:
    return {"RECTYPE": "1", "URN": str(urn), "TPUP": "150", "ATT8SCR": "47.1"} | said


def a_level(urn: int | str = 100001, **said: str) -> dict[str, str]:
    row = {
        "Unique reference number": str(urn),
        "All_A_levels_students": "67",
        "A_level_maths_percent_all": "43.3",
        "A_level_further_maths_percent_all": "3",
        "Female A levels students": "19",
        "A_level_maths_percent_female": "15.8",
        "Male_A_levels_students": "48",
        "A_level_Maths_percent_male": "54.2",
    }
    return row | said


def a_table(rows: list[dict], *, encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    header = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, header, lineterminator="\r\n", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def a_results_file(
    folder: Path, rows: list[dict], name: str = "2018-2019_england_ks2final.csv", **how
) -> Path:
    path = folder / name
    path.write_bytes(a_table(rows, **how))
    return path


def take(*paths: Path, at=SEPTEMBER, **told: str) -> Outcome:
    return import_results(
        [Given(path, path.name) for path in paths],
        results_import=ResultsImport(at=at),
        at=at,
        told=Told(**told),
    )


def results_in_the_world() -> int:
    """An import with rows it refused, for the walk through every address."""
    done = ResultsImport.objects.create(state="DONE", at=SEPTEMBER, done_at=SEPTEMBER)
    done.refused_rows.save("refused.csv", ContentFile(b"file,line,reason,row\n"))
    return done.pk
