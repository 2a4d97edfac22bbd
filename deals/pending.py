"""A change that its source sent after the decision, part by part. Pure."""

from typing import Any, NamedTuple

from deals.differences import Change, part_of

# What was agreed with the customer moves by a change order only.
AGREED = frozenset({"lines", "billing_model", "currency", "promises", "exclusions", "target_end"})


class Part(NamedTuple):
    """One line, contact or field with everything that changes in it."""

    key: str
    changes: list[Change]

    @property
    def is_agreed(self) -> bool:
        """Whether it changes scope or price, so that it becomes a change order."""
        return self.key.partition("[")[0] in AGREED


def parts(pending: dict[str, Any] | None) -> list[Part]:
    """The parts of ``Deal.pending_change`` in the order of their paths."""
    found: dict[str, list[Change]] = {}
    for plain in (pending or {}).get("changes", []):
        change = Change(plain["field"], plain["old"], plain["new"])
        found.setdefault(part_of(change.field), []).append(change)
    return [Part(key, changes) for key, changes in found.items()]
