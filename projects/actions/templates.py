"""WRITE: templates of small jobs, and the organization's own due dates and playbook of the twelve."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import judge_anew
from accounts.choices import Level
from accounts.permissions import can_change_settings
from audit.actions import differences, record
from core.conflicts import settle, settle_values
from core.errors import DomainError, InvalidInput
from projects.actions.guards import require
from projects.actions.templates_versions import CONTENT, check_plan, write_version
from projects.models import ProjectTemplate, Responsibility, ResponsibilityStandard, TemplateVersion
from projects.permissions import can_approve_waivers
from projects.rules.responsibilities import BY_KEY, DueFrom
from projects.rules.sow import hours_text
from projects.rules.templates import MOST_HOURS, keyed

STANDARD_FIELDS = ("due_days", "playbook", "evidence")
MOST_DAYS = 120
NEVER_WAIVED = frozenset(
    {"sold", "weekly_updates"}
)  # acceptance of the deal is the first, the second is the promise


@transaction.atomic
def set_standard(*, organization, project_class, key, changes, by, now, seen=None):
    """Set due days, playbook or proof (of STANDARD_FIELDS) of one of the twelve in a class of projects.

    ``due_days`` None and empty words stand for what the product ships. Open projects follow with the next
    computation; a date counted from the day won stays as it was at acceptance. ``seen`` is what the caller had
    read (core.conflicts); raises Conflict where somebody else changed the same meanwhile.
    """
    _require_settings(by)
    rows = ResponsibilityStandard.objects.select_for_update()
    which = {"project_class": project_class, "key": key}
    stored = rows.filter(**which).first()
    row = stored or ResponsibilityStandard(**which)
    changed = _take(row, changes, seen)
    if changed and stored is None:  # somebody else may write the first one meanwhile
        row, _created = rows.get_or_create(**which)
        changed = _take(row, changes, seen)
    if row.due_days is not None:
        _check_days(row)
    if changed:
        row.save()
        record(by=by, verb="settings.responsibility", obj=row, changes=changed, at=now)
    if "due_days" in changed:
        judge_anew(organization, now=now)
    return row


def _take(row, changes, seen):
    """Put the values into the row; returns what differs, for the record."""
    changes = settle(row, seen, {field: value for field, value in changes.items() if field in STANDARD_FIELDS})
    before = {field: getattr(row, field) for field in STANDARD_FIELDS}
    for field in STANDARD_FIELDS:
        if field in changes:
            value = changes[field]
            setattr(row, field, value.strip() if isinstance(value, str) else value)
    return differences(before, {field: getattr(row, field) for field in STANDARD_FIELDS})


def _check_days(row):
    if BY_KEY[row.key].due_from == DueFrom.WEEK:
        _refuse("due_days", _("Weekly updates are due on their own day; set it under Weekly updates."))
    if not -MOST_DAYS <= row.due_days <= MOST_DAYS:
        _refuse("due_days", _("Write working days from -120 to 120."))


@transaction.atomic
def save_template(*, name, by, now, template=None, description="", waives=(), tasks=(), is_active=True, seen=None):
    """Make a template of small jobs, or a new version of ``template``. ``tasks`` are ``(title, hours, level)``.

    A task that keeps its title keeps what else its line says; BoM and texts go into the new version as they are.

    Which of the twelve it waives counts from an owner's approval on: an owner who saves approves, a service
    manager's change of the list waits for one. ``seen`` is what the caller had read of it (``template_reading``).
    Raises NotAllowed, InvalidInput, Conflict where somebody else changed the same meanwhile, and DomainError
    ``draft_open`` while a draft of the next version is being written.
    """
    _require_settings(by)
    row = ProjectTemplate.objects.select_for_update().get(pk=template.pk) if template else ProjectTemplate()
    if template:
        wanted = {
            "name": name,
            "description": description,
            "waives": waives,
            "is_active": is_active,
            "tasks": tasks,
        }
        kept = _settled(row, seen, wanted)
        name, description, is_active = kept["name"], kept["description"], kept["is_active"]
        waives, tasks = kept["waives"], kept["tasks"]
    _check_template(name, waives, tasks)
    if row.versions.filter(published_at=None).exists() if template else False:
        raise DomainError(
            "draft_open", _("The next version is being written. Publish or discard that draft first.")
        )
    before = _plain(row) if template else {}
    waiver_list_changed = template is None or set(row.waives) != set(waives)
    row.name, row.description, row.is_active = name.strip(), description.strip(), is_active
    row.waives = [key for key in BY_KEY if key in set(waives)]
    row.version = row.version + 1 if template else 1
    if can_approve_waivers(by):
        row.waivers_approved_by, row.waivers_approved_at = by, now
    elif waiver_list_changed:
        row.waivers_approved_by = row.waivers_approved_at = None
    save_named(row)
    content = _content_of(row, tasks)
    check_plan(content["plan"])
    write_version(row, content, by=by, now=now, publish=True)
    verb = "template.updated" if template else "template.added"
    record(by=by, verb=verb, obj=row, changes=differences(before, _plain(row)), at=now)
    return row


def template_reading(template) -> dict:
    """What a form of the template shows, for ``seen``: one plain value a field, tasks as lines."""
    return _reading(stored_template(template))


def tasks_as_lines(tasks) -> str:
    """Tasks ``(title, hours, level)`` as people write them, one a line."""
    return "\n".join(
        f"{title.strip()} | {hours.normalize():f} | {level}".rstrip(" |") for title, hours, level in tasks
    )


def _settled(row, seen, wanted):
    """All fields of the template with those of ``wanted`` that the caller changed."""
    stored = stored_template(row)
    mine = settle_values(_reading(stored), seen, _reading(wanted))
    return {name: wanted[name] if name in mine else stored[name] for name in stored}


def stored_template(row) -> dict:
    """The template as ``save_template`` takes it."""
    version = row.versions.filter(number=row.version).first()
    plan = version.plan if version else ()
    tasks = ((line["title"], Decimal(line["hours"]), line["level"]) for line in plan)
    return {
        "name": row.name,
        "description": row.description,
        "waives": tuple(row.waives),
        "is_active": row.is_active,
        "tasks": tuple(tasks),
    }


def _reading(values):
    waived = ", ".join(str(item.name) for key, item in BY_KEY.items() if key in values["waives"])
    words = {"name": values["name"].strip(), "description": values["description"].strip()}
    return {**words, "waives": waived, "is_active": values["is_active"], "tasks": tasks_as_lines(values["tasks"])}


def waive_by_template(project, template, *, now):
    """Waive in a new project what the template does without, in the name of the owner who approved that.

    Raises DomainError ``waivers_not_approved`` while nobody has.
    """
    if not template.waives:
        return
    if template.waivers_approved_at is None:
        raise DomainError(
            "waivers_not_approved",
            _("An owner has to approve what the template “%s” waives first.") % template.name,
        )
    reason = _("Template %s") % project.template_name
    rows = Responsibility.objects.filter(project=project, key__in=template.waives)
    rows.update(waived_by=template.waivers_approved_by, waived_at=now, waiver_reason=reason[:300])
    for row in rows:
        record(
            by=template.waivers_approved_by,
            verb="responsibility.waived",
            obj=row,
            project=project,
            customer=project.customer_id,
            at=now,
            changes={"reason": [None, reason]},
        )


def _check_template(name, waives, tasks):
    if not name.strip():
        _refuse("name", _("Name the template, for example New user with laptop."))
    if not tasks:
        _refuse("tasks", _("Write at least one task."))
    for title, hours, level in tasks:
        if not title.strip() or not Decimal(0) < hours <= MOST_HOURS or (level and level not in Level.values):
            _refuse("tasks", _("Each task needs a title, hours above 0 and a level L1, L2 or L3 or none."))
    if set(waives) & NEVER_WAIVED:
        _refuse("waives", _("The hand-off and the weekly updates are never waived ahead."))


def _content_of(row, tasks):
    """The next version: the one before with these tasks."""
    last = TemplateVersion.objects.filter(template=row, number=row.version - 1).first()
    content = {name: getattr(last, name) for name in CONTENT} if last else {}
    old = {line["title"]: line for line in (last.plan if last else ())}
    lines = []
    for title, hours, level in tasks:
        line = {"phase": "", "disruptive": False, "visible": True, "offset": 0, "days": 1}
        line |= {name: old[title.strip()][name] for name in line} if title.strip() in old else {}
        lines.append(
            line | {"title": title.strip()[:200], "hours": hours_text(hours), "level": level, "after": []}
        )
    plan = keyed(lines, last.plan if last else ())
    kept, before = (
        {line["key"] for line in plan},
        {line["key"]: line["after"] for line in (last.plan if last else ())},
    )
    plan = [line | {"after": [key for key in before.get(line["key"], ()) if key in kept]} for line in plan]
    return content | {"plan": plan, "note": ""}


def _plain(row):
    values = stored_template(row)
    said = {"waives": list(row.waives), "tasks": tasks_as_lines(values["tasks"]), "version": row.version}
    return values | said


def save_named(row):
    """Save the template. Raises InvalidInput where another has its name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        detail = _("There is a template of that name already.")
        raise InvalidInput(detail, [{"pointer": "/name", "code": "taken", "detail": detail}]) from error


def _require_settings(by):
    require(can_change_settings(by), _("Only an owner or a service manager changes settings."))


def _refuse(field, detail):
    raise InvalidInput(detail, [{"pointer": f"/{field}", "code": "invalid", "detail": detail}])
