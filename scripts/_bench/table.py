"""The figures: one line each, printed as a table and written as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """A figure beside its limit. `budget` is the ratio that must not be passed (or, `at_least`, must be reached)."""

    key: str
    what: str
    figure: float
    unit: str
    limit: float
    budget: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Figure to limit."""
        return self.figure / self.limit if self.limit else 0.0

    @property
    def met(self) -> bool:
        """Whether the budget holds; a limit that could not be measured holds nothing."""
        if self.limit <= 0:
            return False
        return self.ratio >= self.budget if self.at_least else self.ratio <= self.budget


def as_text(lines: Iterable[Line]) -> str:
    """The table in Markdown."""
    rows = [("", "what", "figure", "limit", "ratio", "budget", "met")]
    for line in sorted(lines, key=lambda line: int(line.key[1:])):
        sign = "≥" if line.at_least else "≤"
        figure, limit = f"{line.figure:,.2f} {line.unit}".strip(), f"{line.limit:,.2f}"
        rows.append(
            (
                line.key,
                line.what,
                figure,
                limit,
                f"{line.ratio:.2f}",
                f"{sign} {line.budget:g}",
                "yes" if line.met else "NO",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def write(path: Path, lines: Iterable[Line], facts: dict) -> None:
    """Everything as JSON, with when and on what."""
    measured = [{**vars(line), "ratio": round(line.ratio, 4), "met": line.met} for line in lines]
    machine = {"system": platform.platform(), "python": platform.python_version(), "processor": platform.machine()}
    body = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine, **facts, "lines": measured}
    path.write_text(json.dumps(body, indent=1) + "\n")
