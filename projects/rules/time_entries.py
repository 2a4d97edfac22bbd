"""What is wrong with hours somebody wants to log: pure, and everything at once."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

A_DAY = Decimal(24)
BEFORE_ACCEPTANCE = dt.timedelta(days=90)  # work ahead of the hand-off happens; last year is a typing error


class Fault(NamedTuple):
    """One thing wrong with one field; ``pointer`` as in the API's errors."""

    pointer: str
    code: str
    detail: str

    def as_error(self) -> dict:
        """The form in which ``InvalidInput`` carries it."""
        return {"pointer": self.pointer, "code": self.code, "detail": self.detail}


def entry_faults(on, hours, *, today, accepted_on) -> list[Fault]:
    """Every fault of day and hours; a value that is None was not readable and is not judged here."""
    faults = []
    if on is not None and on > today:
        faults.append(Fault("/on", "future", _("Hours are logged once they are worked, not ahead.")))
    if on is not None and on < accepted_on - BEFORE_ACCEPTANCE:
        said = _("That day lies more than 90 days before the project was accepted.")
        faults.append(Fault("/on", "too_long_ago", said))
    if hours is not None and not 0 < hours <= A_DAY:
        faults.append(Fault("/hours", "out_of_range", _("Log more than 0 and at most 24 hours.")))
    elif hours is not None and hours != round(hours, 2):
        faults.append(Fault("/hours", "too_precise", _("Hours have at most two decimal places.")))
    return faults
