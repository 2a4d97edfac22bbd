"""Both verdicts of a stored project in words: the color, and the number with its reason."""

from decimal import Decimal
from functools import lru_cache

from django.db.models import F, Func, TextField
from django.db.models.fields.json import KT

from core.formats import reading
from core.shown import Verdict
from projects.models import Project
from projects.rules.reasons import Amounts, budget_reason, time_reason

SAID = {
    "time_code": KT("health__time__reason"),
    "start_slip": KT("health__time__start_slip_days"),
    "budget_code": KT("health__budget__reason"),
    "decided_by": KT("health__budget__decided_by"),
    "cost_bac": KT("health__cost__bac"),
    "cost_ac": KT("health__cost__ac"),
    "cost_eac": KT("health__cost__eac"),
    "cost_currency": KT("health__cost__currency"),
}


# One look at the stored computation instead of one for each value of it: the database unpacks it every time.
BRIEF = Func(
    F("health"),
    template="(%(expressions)s #- '{time,lines}' #- '{budget,lines}')::text",
    output_field=TextField(),
)


def with_verdicts(rows):
    """Projects with what their verdicts say, without the whole computation (three kilobytes a row)."""
    return rows.annotate(**SAID).defer("health")


def verdicts_of(project, language=None):
    """``(time, budget)`` of a project read by ``with_verdicts``, as ``core.shown.Verdict``.

    Whoever asks for many names the ``language`` in force: looking it up takes longer than the rest.
    """
    language = language or reading()
    return (
        Verdict(project.time_color, reason=said_of_time(project, language)),
        Verdict(project.budget_color, reason=said_of_budget(project, language)),
    )


def said_of_time(project, language):
    """“3 working days late” and the like; empty while nothing was computed."""
    if not project.time_code:
        return ""
    return _said_of_time(project.time_code, project.slip_days, project.start_slip, language)


def said_of_budget(project, language):
    """“+4.2 h forecast, 4% over 104 h” and the like; empty while nothing was computed."""
    if not project.budget_code:
        return ""
    amounts = _cost_of(project) or (project.bac, project.ac, project.eac, "")
    return _said_of_budget(project.budget_code, *amounts, language)


def _cost_of(project):
    """Where money decides: bac, ac, eac and currency of a model read by ``with_verdicts`` or of a ``ProjectRow``."""
    if not isinstance(project, Project):
        return project.cost
    if project.decided_by != "cost" or project.cost_bac is None:
        return None
    return project.cost_bac, project.cost_ac, project.cost_eac, project.cost_currency


@lru_cache(maxsize=1024)
def _said_of_time(code, slip_days, start_slip, _language):
    return time_reason(code, slip_days, int(start_slip) if start_slip else None)


@lru_cache(maxsize=8192)
def _said_of_budget(code, bac, ac, eac, currency, _language):
    return budget_reason(code, Amounts(Decimal(bac), Decimal(ac), Decimal(eac), currency))
