"""The addresses that are measured, for a visitor."""

from __future__ import annotations

from urllib.parse import urlencode

LISTS = {
    "list": {},
    "list, page 20": {"page": "20"},
    "list, words": {"q": "fractions"},
    "list, all filters": {
        "q": "number", "phase": "SECONDARY", "near": "TF3 4JG", "within": "80",
        "mode": "ONLINE", "places": "1", "sort": "nearest",
    },
    "list, misspelt": {"q": "fracton"},
}  # fmt: skip


def list_paths() -> dict[str, list[str]]:
    return {
        name: [f"/work-groups/?{urlencode(query)}" if query else "/work-groups/"]
        for name, query in LISTS.items()
    }


def group_paths(ids: list[int]) -> list[str]:
    return [f"/work-groups/{pk}/" for pk in ids]
