"""What a project would start with if its deal were accepted today: dates that have passed, duties already late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.calendar import WorkingCalendar
from core.formats import format_day
from projects.choices import ProjectClass, ResponsibilityKey
from projects.rules.responsibilities import BY_KEY, DueFrom, due_on

COUNTED_FROM_WON = tuple(
    key for key, rule in BY_KEY.items() if rule.due_from == DueFrom.WON and key != ResponsibilityKey.SOLD
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Sentences for who is about to accept: of dates that have passed, and of responsibilities."""

    dates: tuple[str, ...]
    duties: tuple[str, ...]


def foreseen(
    *,
    today: date,
    won_on: date | None,
    received_on: date,
    start: date | None,
    end: date | None,
    calendar: WorkingCalendar,
    due_days: Mapping[tuple[str, str], int],
) -> Foreseen:
    """Nothing for a deal that comes in time.

    All days are local; ``due_days`` are the organization's own, by class and key.
    """
    won = won_on or today
    days = {key: due_days.get((ProjectClass.STANDARD, key)) for key in COUNTED_FROM_WON}
    events = {"won_on": won, "start": None, "delivered_on": None, "calendar": calendar}
    due = {key: due_on(key, due_days=days[key], received_on=received_on, **events) for key in COUNTED_FROM_WON}
    late = [str(BY_KEY[key].short_name) for key in COUNTED_FROM_WON if due[key] < today]
    said = []
    if late:
        sentence = ngettext("%s is late from the first day.", "%s are late from the first day.", len(late))
        said.append(sentence % get_text_list(late, _("and")))
    if any(due[key] != due_on(key, due_days=days[key], **events) for key in COUNTED_FROM_WON):
        shown = {"won": format_day(won, today), "received": format_day(received_on, today)}
        said.append(
            _("Won on %(won)s, received on %(received)s: what was due before it came is counted from that day.")
            % shown
        )
    return Foreseen(tuple(_passed_dates(today, start, end)), tuple(said))


def _passed_dates(today, start, end):
    if end is not None and end < today:
        sentence = _("The promised end, %s, has passed: the project is late from its first day.")
        return [sentence % format_day(end, today)]
    if start is not None and start < today:
        sentence = _("The promised start, %s, has passed: the project starts late.")
        return [sentence % format_day(start, today)]
    return []
