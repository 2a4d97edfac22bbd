"""What the product knows of a file before it is asked: columns, options, and what the values of some columns mean."""

from collections import Counter
from itertools import islice

from django.utils.translation import gettext as _

from core.errors import InvalidInput
from core.files import path_of
from imports.kinds import guess
from imports.models import RememberedMapping
from imports.reading import values_of

LOOKED_AT = 2000  # rows that options are suggested from
MOST_VALUES = 200  # that a person is asked about, the most frequent ones
MOST_COUNTED = 5000  # different values; a column with more is not of that kind
MOST_REMEMBERED = 2000
LONGEST_VALUE = 120


def first_guess(kind, path, headings, wanted=""):
    """``(mapping, options)`` to begin with: what was said the last time, a preset's, or by the names of columns."""
    remembered = RememberedMapping.objects.filter(kind=kind.key).first()
    before, options = (remembered.mapping, remembered.options) if remembered else ({}, {})
    preset = kind.preset_of(headings, wanted)
    if wanted and preset is None:
        detail = _("Choose from the list.")
        raise InvalidInput(detail, [{"pointer": "/preset", "code": "invalid", "detail": str(detail)}])
    if preset and (wanted or not set(before.values()) <= set(headings) or not before):
        before, options = preset.mapping, options | preset.options
    mapping = guess(headings, kind.columns, before)
    rows = (values for _number, values in values_of(path, mapping))
    return mapping, options | kind.suggest(list(islice(rows, LOOKED_AT)))


def first_sorting(job, kind):
    """``{column: {value: {"rows": n, name: answer}}}`` of the file's values, as remembered or guessed."""
    sorts = [sort for sort in kind.sorts if sort.column in job.mapping]
    if not sorts:
        return {}
    counts = {sort.column: Counter() for sort in sorts}
    for _number, values in values_of(path_of(job.file), job.mapping):
        for column, seen in counts.items():
            value = values[column][:LONGEST_VALUE]
            if value and (value in seen or len(seen) < MOST_COUNTED):
                seen[value] += 1
    remembered = RememberedMapping.objects.filter(kind=kind.key).first()
    before = remembered.sorting if remembered else {}
    found = {}
    for sort in sorts:
        known = before.get(sort.column, {})
        rows = counts[sort.column].most_common(MOST_VALUES)
        answers = sort.guess([value for value, _count in rows], job.organization)
        asked = {
            value: {"rows": count} | answers[value] | known.get(value, {})
            for value, count in rows
            if value in answers
        }
        if asked:
            found[sort.column] = asked
    return found


def take_sorting(job, kind, given):
    """Put the answers ``{column: {value: {name: answer}}}`` over the guesses and remember all of them."""
    faults = []
    for sort in kind.sorts:
        answers = {
            name: {one for one, _label in choices} for name, _label, choices in sort.questions(job.organization)
        }
        of_file = job.sorting.get(sort.column, {})
        for value, said in given.get(sort.column, {}).items():
            wrong = [name for name in said if said[name] not in answers.get(name, ())]
            faults += [_fault(sort.column, value, name) for name in wrong]
            if value in of_file:
                of_file[value] |= said
    unknown = set(given) - {sort.column for sort in kind.sorts}
    faults += [_fault(column, "", "") for column in unknown]
    if faults:
        raise InvalidInput(_("Choose from the list."), faults)
    if job.sorting:
        _remember(job)


def _remember(job):
    row = RememberedMapping.objects.get(kind=job.kind)
    for column, values in job.sorting.items():
        fresh = {value: {name: said[name] for name in said if name != "rows"} for value, said in values.items()}
        older = [one for one in row.sorting.get(column, {}).items() if one[0] not in fresh]
        row.sorting[column] = dict([*fresh.items(), *older][:MOST_REMEMBERED])
    row.save(update_fields=["sorting"])


def _fault(column, value, name):
    pointer = f"/sorting/{column}/{value[:80]}/{name}".rstrip("/")
    return {"pointer": pointer, "code": "invalid", "detail": str(_("Choose from the list."))}
