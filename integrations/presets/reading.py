"""The pen of every preset: puts down a deal's body and, for each field, where in the payload it was found."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.presets.mapping import HEAD_TEXTS, Mapping

CENTS = Decimal("0.0001")
LARGEST_EXPONENT = 20
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0+)?)?(?:Z|[+-][\d:]{2,9})?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """``body`` is part of a deal's body; ``origins`` maps its pointers to pointers of the payload.

    ``header_at`` and ``lines_at`` are the sender's own instants of the last change (None: not told), ``aside`` says
    why the payload is no closed deal.
    """

    body: dict[str, Any]
    origins: dict[str, str]
    header_at: dt.datetime | None = None
    lines_at: dt.datetime | None = None
    aside: str = ""

    @property
    def has_header(self) -> bool:
        """Whether it says more than which deal it is and what its lines are."""
        return bool(self.body.keys() - {"external_id", "lines"})

    def origin_of(self, pointer: str) -> str:
        """Where the value behind a pointer into the body stood in the payload; the pointer itself when nowhere."""
        found = self.origins.get(pointer)
        if found is None and "/" in pointer.strip("/"):
            return self.origins.get(pointer.rsplit("/", 1)[0], pointer)
        return found or pointer


@dataclass
class Draft:
    """Collects a Reading. Absent values (None, empty text) are never put down."""

    mapping: Mapping
    zone: dt.tzinfo
    body: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    header_at: dt.datetime | None = None
    lines_at: dt.datetime | None = None

    def put(self, name: str, value: Any, origin: str) -> None:
        """One field of the deal; words are translated as the mapping says."""
        if value not in (None, "", [], {}):
            self.body[name] = self.mapping.translated(name, value)
            self.origins[f"/{name}"] = origin

    def put_lines(self, lines: list[tuple[dict[str, Any], str]]) -> None:
        """The lines with the pointer of each; an empty list is said too."""
        self.body["lines"] = [
            {
                name: self.mapping.translated(f"line.{name}", value)
                for name, value in line.items()
                if value not in (None, "")
            }
            for line, _origin in lines
        ]
        self.origins |= {f"/lines/{index}": origin for index, (_line, origin) in enumerate(lines)}

    def put_custom(self, look_up) -> None:
        """The head's fields that the mapping names; ``look_up(their name)`` gives ``(value, pointer)``."""
        for name, theirs in self.mapping.head.items():
            value, origin = look_up(theirs)
            if name in DAYS:
                value = self.day(value)
            if name in HEAD_TEXTS and isinstance(value, str):
                value = [line.strip() for line in value.splitlines() if line.strip()]
            if name.startswith("signed_document.") and value:
                part = {name.partition(".")[2]: value}
                self.put("signed_document", self.body.get("signed_document", {}) | part, origin)
            elif not name.startswith("signed_document."):
                self.put(name, value, origin)

    def custom_line(self, look_up) -> dict[str, Any]:
        """The fields of one line that the mapping names."""
        found = {name: look_up(theirs)[0] for name, theirs in self.mapping.line.items()}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def day(self, value: Any) -> Any:
        """The day of a date or instant as ``YYYY-MM-DD``; what is neither stays as it is, to be refused by name.

        Midnight, in whatever zone it is written, stands for the day itself, as systems write days that way; any other
        instant for its day in the organization's zone.
        """
        midnight, at = MIDNIGHT.match(str(value)), instant(value)
        if midnight or at is None:
            return midnight[1] if midnight else value
        is_day = at.time() == dt.time() or not ("T" in str(value) or str(value).isdigit())
        try:
            return (at if is_day else at.astimezone(self.zone)).date().isoformat()
        except OverflowError:
            return value

    def finished(self, aside: str) -> Reading:
        """What was collected."""
        return Reading(self.body, self.origins, self.header_at, self.lines_at, aside)


DAYS = frozenset({"won_on", "target_start", "target_end"})


def instant(value: Any) -> dt.datetime | None:
    """An aware instant out of ISO 8601 (without offset: UTC) or milliseconds since 1970; None for anything else."""
    text = str(value or "").strip()
    if text.isascii() and text.isdigit() and 11 <= len(text) <= 14:
        return dt.datetime.fromtimestamp(int(text) / 1000, dt.UTC)
    if len(text) < 10:
        return None
    try:
        at = dt.datetime.fromisoformat(text)
        return at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return None


def latest(values) -> dt.datetime | None:
    """The last of several instants."""
    return max((at for at in map(instant, values) if at), default=None)


def number(value: Any) -> Decimal | None:
    """A finite decimal of a size that money and hours can have, or None."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < LARGEST_EXPONENT else None


def plain(value: Decimal) -> str:
    """As text with at most four places and no exponent."""
    return f"{value.quantize(CENTS).normalize():f}"


def part(value: Any) -> dict[str, Any]:
    """A mapping, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list; one alone counts as a list of one."""
    rows = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, dict)]


def text(value: Any) -> str:
    """A scalar as text; empty for nothing, and for what is no scalar."""
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def dotted(obj: dict[str, Any], path: str) -> Any:
    """The value at ``a.b.c``, or None."""
    found: Any = obj
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found
