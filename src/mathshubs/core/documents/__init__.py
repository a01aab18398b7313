"""Documents as tagged PDF (PDF/UA-1), set by typst. What people typed stays data, never code."""

from __future__ import annotations

import json
from pathlib import Path

_HERE = Path(__file__).parent
_PACKAGE = _HERE.parent.parent  # a template of any room imports "/core/documents/mesh.typ"


def pdf(template: Path, **data: object) -> bytes:
    """Return the document that `template` makes of `data`."""
    import typst  # 80 MB of program: loaded by the first document, not by every page

    return typst.compile(
        str(template),
        root=str(_PACKAGE),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        font_paths=[str(_HERE / "fonts")],
    )
