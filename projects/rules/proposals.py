"""DECIDE: what a proposal for a plan holds, and which of its parts still fit the plan. Pure.

A part is a dict of plain values: ``{"kind": "set", "task", "title", "field", "seen", "wanted"}``,
``{"kind": "add", "values"}`` or ``{"kind": "delete", "task", "title", "seen"}`` (all cells as they were).
"""

from collections.abc import Iterable, Mapping

MOST_PARTS = 500


def merged(parts: Iterable[Mapping], new: Iterable[Mapping]) -> list[dict]:
    """The parts with ``new`` ones: the last wish for a cell counts, what was first read stays; no wish, no part."""
    found = [dict(part) for part in parts]
    for part in new:
        if part["kind"] == "add":
            found.append(dict(part))
            continue
        same = [one for one in found if _place(one) == _place(part)]
        seen = same[0]["seen"] if same else part["seen"]
        found = [one for one in found if _place(one) != _place(part)]
        if part["kind"] == "delete" or part["wanted"] != seen:
            found.append({**part, "seen": seen})
    return found


def _place(part):
    return (part["kind"], part.get("task"), part.get("field")) if part["kind"] != "add" else None


def is_stale(part: Mapping, now: Mapping[str, Mapping]) -> bool:
    """Whether somebody has changed what the part was written against; ``now`` maps a task's id to its cells."""
    if part["kind"] == "add":
        return False
    cells = now.get(part["task"])
    if cells is None:
        return True
    if part["kind"] == "delete":
        return any(cells.get(name) != value for name, value in part["seen"].items())
    return cells[part["field"]] not in (part["seen"], part["wanted"])
