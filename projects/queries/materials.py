"""The lines of a project's materials, with what each still lacks."""

from django.utils.translation import gettext_lazy as _

from projects.choices import BomLineState
from projects.models import BomLine
from projects.rules.materials import MaterialFact, gaps, is_late

WHAT = {"vendor": _("vendor"), "unit_cost": _("cost"), "unit_price": _("price"), "eta": _("arrival")}


def materials_of(project, today):
    """The lines in order, in one statement; each with ``lacks`` (words) and ``is_late`` on the local day."""
    lines = list(BomLine.objects.filter(project=project))
    for line in lines:
        line.lacks = [WHAT[name] for name in gaps(material_fact(line))]
        line.parts = [(BomLineState(state).label, amount) for state, amount in line.quantities.items()]
        line.is_late = is_late(line.state, line.eta, today)
    return lines


def material_fact(line):
    """The line as the rules see it."""
    return MaterialFact(
        state=line.state,
        vendor=line.vendor,
        unit_cost=line.unit_cost,
        unit_price=line.unit_price,
        eta=line.eta,
    )
