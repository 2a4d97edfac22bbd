"""Cells of a service desk's export, read as people and systems write them. Pure."""

import re

from accounts.choices import Level
from scheduling.choices import Priority

WORDS_OF_PRIORITY = {
    Priority.CRITICAL: ("critical", "urgent", "emergency", "blocker", "highest"),
    Priority.HIGH: ("high", "major"),
    Priority.NORMAL: ("medium", "moderate", "normal", "standard"),
    Priority.LOW: ("low", "minor", "planning", "trivial", "lowest"),
}
LEVEL = re.compile(
    r"(?:l|t|level|tier|line)\s*-?\s*([1-3])|([1-3])(?:st|nd|rd)?\s*(?:level|line|tier)?", re.IGNORECASE
)


def priority_of(cell: str) -> Priority:
    """The priority by its number or word (``3 - Moderate``); what is not told is normal."""
    text = cell.strip().lower()
    number = re.match(r"p?(?:riority)?\s*([1-5])\b", text)
    if number:
        return Priority(min(int(number[1]), Priority.LOW))
    words = set(re.findall(r"[a-z]+", text))
    return next((one for one, names in WORDS_OF_PRIORITY.items() if words & set(names)), Priority.NORMAL)


def level_of(cell: str) -> str | None:
    """``L1``, ``Tier 2``, ``3rd line``: the level; None when it is none of ours."""
    found = LEVEL.fullmatch(cell.strip())
    return Level(f"L{found[1] or found[2]}").value if found else None
