"""Shapes of templates, their versions and what a project takes from them."""

from rest_framework import serializers

from accounts.choices import Level
from core.errors import InvalidInput
from projects.api.serializers import hours
from projects.choices import ProjectClass
from projects.rules.links import MOST_LINKS
from projects.rules.sow import MOST_TEXT, hours_text
from projects.rules.templates import MOST_DAYS, MOST_HOURS, MOST_MATERIALS, MOST_TASKS, TEXTS, keyed

WORDS = (*TEXTS, "checklist")


class ExperienceShape(serializers.Serializer):
    """Figures of ``count`` finished projects; null while they are too few."""

    count = serializers.IntegerField()
    p50 = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True, source="middle")
    p80 = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True, source="high")


class PlanLineShape(serializers.Serializer):
    """A task: ``offset`` working days after the start, ``days`` long, ``after`` numbers of lines (from 1) before it."""

    phase = serializers.CharField(max_length=120, required=False, allow_blank=True)
    title = serializers.CharField(max_length=200)
    hours = serializers.DecimalField(max_digits=8, decimal_places=2, min_value=0, max_value=MOST_HOURS)
    level = serializers.ChoiceField(Level.choices, required=False, allow_blank=True)
    disruptive = serializers.BooleanField(required=False)
    visible = serializers.BooleanField(required=False)
    offset = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, required=False)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, required=False)
    after = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_TASKS), required=False, max_length=MOST_LINKS
    )


class ShownLineShape(PlanLineShape):
    """A task with its lasting key and its actual hours in finished projects."""

    key = serializers.CharField()
    actual = ExperienceShape()


class BomLineShape(serializers.Serializer):
    """A material."""

    description = serializers.CharField(max_length=300)
    sku = serializers.CharField(max_length=80, required=False, allow_blank=True)
    vendor = serializers.CharField(max_length=120, required=False, allow_blank=True)
    quantity = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0)


def _text():
    return serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True)


class DraftBody(serializers.Serializer):
    """What a draft holds; what is left out stays. Texts have one item a line."""

    note = serializers.CharField(max_length=300, required=False, allow_blank=True)
    plan = PlanLineShape(many=True, required=False, max_length=MOST_TASKS)
    bom = BomLineShape(many=True, required=False, max_length=MOST_MATERIALS)
    objectives = _text()
    deliverables = _text()
    exclusions = _text()
    assumptions = _text()
    customer_duties = _text()
    checklist = _text()
    archived = serializers.BooleanField(required=False)


class TemplateVersionShape(serializers.Serializer):
    """A version; a draft has no ``published_at``."""

    number = serializers.IntegerField()
    note = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    plan = ShownLineShape(many=True)
    bom = BomLineShape(many=True)
    objectives = serializers.CharField()
    deliverables = serializers.CharField()
    exclusions = serializers.CharField()
    assumptions = serializers.CharField()
    customer_duties = serializers.CharField()
    checklist = serializers.CharField()


class TemplateRowShape(serializers.Serializer):
    """A template; ``version`` 0 waits to be published. ``overrun_percent`` is the median of finished projects."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    project_class = serializers.ChoiceField(ProjectClass.choices)
    description = serializers.CharField()
    archived = serializers.BooleanField()
    version = serializers.IntegerField()
    has_draft = serializers.BooleanField()
    tasks = serializers.IntegerField()
    hours = hours()
    used = serializers.IntegerField()
    finished = serializers.IntegerField()
    overrun_percent = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)


class TemplateDetailShape(TemplateRowShape):
    """A template with its content."""

    current = TemplateVersionShape(allow_null=True)
    draft = TemplateVersionShape(allow_null=True)


class BeginBody(serializers.Serializer):
    """``again`` adds what is missing to a plan that has tasks."""

    template = serializers.UUIDField()
    again = serializers.BooleanField(required=False)


class AddedShape(serializers.Serializer):
    """What came from the template."""

    tasks = serializers.IntegerField()
    materials = serializers.IntegerField()
    dated = serializers.BooleanField()
    sow = serializers.UUIDField(allow_null=True)


class SaveAsBody(serializers.Serializer):
    """Name and use of the new template."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=300, required=False, allow_blank=True)


def row_values(row):
    """A ``TemplateRow`` as its shape shows it."""
    template, percent = row.template, row.overrun.middle
    names = ("id", "name", "project_class", "description", "version")
    return {name: getattr(template, name) for name in names} | {
        "archived": not template.is_active,
        "has_draft": row.has_draft,
        "tasks": len(row.version.plan) if row.version else 0,
        "hours": row.hours or 0,
        "used": row.used,
        "finished": row.overrun.count,
        "overrun_percent": None if percent is None else round(percent, 2),
    }


def detail_values(row, draft, experience):
    """The same with the version in force and the draft."""
    current = _version(row.version, experience) if row.version else None
    return row_values(row) | {"current": current, "draft": _version(draft, experience) if draft else None}


def content_in(values):
    """Checked values of ``DraftBody`` as a version holds them; ``after`` places are bounded here."""
    found = dict(values)
    if "plan" in found:
        found["plan"] = _plan(found["plan"])
    if "bom" in found:
        found["bom"] = [
            {"sku": "", "vendor": "", **line, "quantity": hours_text(line["quantity"])} for line in found["bom"]
        ]
    return found


def _plan(lines):
    count, found = len(lines), []
    for number, line in enumerate(lines):
        places = [place - 1 for place in line.get("after", ())]
        if any(place >= count for place in places):
            detail = "There is no such line in the plan."
            raise InvalidInput(detail, [{"pointer": f"/plan/{number}/after", "code": "no_line", "detail": detail}])
        standard = {"phase": "", "level": "", "disruptive": False, "visible": True, "offset": 0, "days": 1}
        found.append({**standard, **line, "hours": hours_text(line["hours"]), "after": places})
    return found


def with_keys(values, known):
    """The content with the keys that the lines had before."""
    return values | {"plan": keyed(values["plan"], known)} if "plan" in values else values


def _version(version, experience):
    numbers = {line["key"]: number for number, line in enumerate(version.plan, 1)}
    plan = [
        {
            **line,
            "after": [numbers[key] for key in line["after"]],
            "actual": experience.get(line["key"]) or {"count": 0, "middle": None, "high": None},
        }
        for line in version.plan
    ]
    names = ("number", "note", "published_at", "bom", *WORDS)
    return {name: getattr(version, name) for name in names} | {"plan": plan}
