"""What a source's owner taught it: which of their fields is which of ours, and which of their words is which of ours.

Stored on the source as ``{"fields": {ours: theirs}, "words": {ours: {their word: our word}}}``; a field of a line is
written ``line.hours``.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import InvalidInput

HEAD_TEXTS = ("promises", "exclusions", "assumptions", "sites")
FIELDS = {
    "number": gettext_lazy("Quote number"),
    "salesperson_email": gettext_lazy("Salesperson’s email"),
    "currency": gettext_lazy("Currency"),
    "billing_model": gettext_lazy("Billing model"),
    "won_on": gettext_lazy("Day it was won"),
    "po_number": gettext_lazy("PO number"),
    "po_waived_reason": gettext_lazy("Why no PO is needed"),
    "signed_document.reference": gettext_lazy("Signed document: reference"),
    "signed_document.url": gettext_lazy("Signed document: address"),
    "target_start": gettext_lazy("Promised start"),
    "target_end": gettext_lazy("Promised end"),
    "competing_deadlines": gettext_lazy("Competing deadlines"),
    "promises": gettext_lazy("Promises, one a line"),
    "exclusions": gettext_lazy("Exclusions, one a line"),
    "assumptions": gettext_lazy("Assumptions, one a line"),
    "line.kind": gettext_lazy("Line: kind"),
    "line.hours": gettext_lazy("Line: hours"),
    "line.skill_level": gettext_lazy("Line: skill level"),
    "line.unit_cost": gettext_lazy("Line: cost of one"),
}
WORDS = {
    "currency": gettext_lazy("Currency"),
    "billing_model": gettext_lazy("Billing model"),
    "line.kind": gettext_lazy("Line: kind"),
    "line.skill_level": gettext_lazy("Line: skill level"),
}
MOST_WORDS = 50
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping, split into what concerns the head and what concerns a line."""

    head: dict[str, str] = field(default_factory=dict)
    line: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> "Mapping":
        """From the stored form."""
        stored = stored or {}
        fields = stored.get("fields", {})
        return cls(
            {ours: theirs for ours, theirs in fields.items() if not ours.startswith("line.")},
            {ours.partition(".")[2]: theirs for ours, theirs in fields.items() if ours.startswith("line.")},
            stored.get("words", {}),
        )

    def translated(self, name: str, value: Any) -> Any:
        """Our word for theirs (case aside); any other value as it is."""
        known = self.words.get(name)
        if not known or not isinstance(value, str):
            return value
        return next((ours for theirs, ours in known.items() if theirs.casefold() == value.casefold()), value)


def checked(mapping: Any) -> dict[str, Any]:
    """The stored form of a mapping that somebody gave. Raises InvalidInput with a pointer for each wrong entry."""
    if not isinstance(mapping, dict) or mapping.keys() - {"fields", "words"}:
        raise _wrong("", _("A mapping has “fields” and “words”, nothing else."))
    fields, words = mapping.get("fields") or {}, mapping.get("words") or {}
    if not isinstance(fields, dict) or not isinstance(words, dict):
        raise _wrong("", _("“fields” and “words” are objects."))
    _check_fields(fields)
    _check_words(words)
    return {"fields": dict(fields), "words": {ours: dict(pairs) for ours, pairs in words.items() if pairs}}


def flat(stored: dict[str, Any]) -> dict[str, str]:
    """A stored mapping as one text per entry, the way people write it: pairs of words one a line."""
    fields, words = stored.get("fields", {}), stored.get("words", {})
    texts = {flat_name("field", ours): fields.get(ours, "") for ours in FIELDS}
    for ours in WORDS:
        pairs = (f"{theirs} = {our}" for theirs, our in words.get(ours, {}).items())
        texts[flat_name("words", ours)] = "\n".join(pairs)
    return texts


def unflat(texts: dict[str, str]) -> dict[str, Any]:
    """The stored form of what ``flat`` gives. Raises InvalidInput for a line that is no pair."""
    fields = {ours: texts[flat_name("field", ours)].strip() for ours in FIELDS}
    words = {ours: pairs_of(texts[flat_name("words", ours)]) for ours in WORDS}
    return checked({"fields": {ours: theirs for ours, theirs in fields.items() if theirs}, "words": words})


def pairs_of(text: str) -> dict[str, str]:
    """``{their word: our word}`` of one pair a line. Raises InvalidInput for a line that is none."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        theirs, equals, ours = line.rpartition("=")  # ours never holds one
        if not equals or not theirs.strip() or not ours.strip():
            raise _wrong("/words", _("Write one pair a line: their word = our word."))
        found[theirs.strip()] = ours.strip()
    return found


def flat_name(kind: str, ours: str) -> str:
    """``words-line-kind``: how ``flat`` calls an entry; ``kind`` is ``field`` or ``words``."""
    return f"{kind}-{ours.replace('.', '-')}"


def _check_fields(fields):
    for ours, theirs in fields.items():
        if ours not in FIELDS:
            raise _wrong(f"/fields/{ours}", _("That is no field of a deal that can be mapped."))
        if not _is_name(theirs):
            raise _wrong(f"/fields/{ours}", _("Give the name of their field."))


def _check_words(words):
    for ours, pairs in words.items():
        if ours not in WORDS:
            raise _wrong(f"/words/{ours}", _("Words of that field cannot be mapped."))
        if (
            not isinstance(pairs, dict)
            or len(pairs) > MOST_WORDS
            or not all(map(_is_name, [*pairs, *pairs.values()]))
        ):
            raise _wrong(f"/words/{ours}", _("Write each pair as their word = our word."))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST and value.isprintable()


def _wrong(pointer: str, detail: str) -> InvalidInput:
    return InvalidInput(detail, [{"pointer": f"/mapping{pointer}", "code": "invalid", "detail": detail}])
