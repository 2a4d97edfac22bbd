"""WRITE: versions of a template: a draft that settings people edit, published once and unchanged from then on."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.permissions import can_change_settings
from audit.actions import differences, record
from core.conflicts import settle
from core.errors import DomainError
from projects.actions.guards import refuse, require
from projects.changes import applied
from projects.models import ProjectTemplate, TemplateVersion
from projects.rules.sow import MOST_TEXT
from projects.rules.templates import MOST_MATERIALS, TEXTS, plan_hours, problem

WORDS = (*TEXTS, "checklist")
CONTENT = ("note", "plan", "bom", *WORDS)


@transaction.atomic
def start_draft(*, template, by, now):
    """A draft of the next version that begins as the last one. Returns the one under way where there is one."""
    row = _locked(template, by)
    draft = TemplateVersion.objects.filter(template=row, published_at=None).first()
    if draft is not None:
        return draft
    last = TemplateVersion.objects.filter(template=row).order_by("-number").first()
    content = {name: getattr(last, name) for name in CONTENT} if last else {}
    draft = write_version(row, content | {"note": ""}, by=by, now=now)
    record(by=by, verb="template.draft_started", obj=row, at=now, changes={"version": [None, draft.number]})
    return draft


@transaction.atomic
def update_draft(*, draft, by, now, seen=None, **changes):
    """Set fields of CONTENT; ``seen`` as in core.conflicts. Raises NotAllowed, InvalidInput, Conflict, ``published``."""
    template = _locked(draft.template, by)
    _read_again(draft, template)
    before = _said(draft)
    changed = applied(draft, settle(draft, seen, changes), CONTENT)
    if not changed:
        return draft
    check_content(draft)
    draft.updated_at = now
    draft.save()
    record(by=by, verb="template.draft_changed", obj=template, at=now, changes=differences(before, _said(draft)))
    return draft


@transaction.atomic
def publish_draft(*, draft, by, now):
    """The draft becomes the version in force; projects made before keep theirs. Raises ``nothing_in_it``."""
    template = _locked(draft.template, by)
    _read_again(draft, template)
    if not draft.plan:
        raise DomainError("nothing_in_it", _("Write at least one task before you publish."))
    draft.published_by, draft.published_at, draft.updated_at = by, now, now
    draft.save(update_fields=["published_by", "published_at", "updated_at"])
    before, template.version = template.version, draft.number
    template.save(update_fields=["version", "updated_at"])
    changes = {"version": [before, draft.number], "note": [None, draft.note]}
    record(by=by, verb="template.published", obj=template, at=now, changes=changes)
    return draft


@transaction.atomic
def discard_draft(*, draft, by, now):
    """Throw the draft away. A template that never had a version goes with it; returns whether the template stays."""
    template = _locked(draft.template, by)
    _read_again(draft, template)
    changes = {"version": [draft.number, None]}
    record(by=by, verb="template.draft_discarded", obj=template, at=now, changes=changes, label=template.name)
    draft.delete()
    if template.version == 0:
        template.delete()
        return False
    return True


def write_version(template, content, *, by, now, publish=False):
    """Add a version; the caller holds the template's lock, has checked the content and writes the trail."""
    last = TemplateVersion.objects.filter(template=template).aggregate(last=Max("number"))["last"] or 0
    return TemplateVersion.objects.create(
        template=template,
        number=last + 1,
        written_by=by,
        published_by=by if publish else None,
        published_at=now if publish else None,
        created_at=now,
        updated_at=now,
        **content,
    )


def check_content(row):
    """Refuse what no version may hold. Raises InvalidInput at the field."""
    row.note = row.note.strip()[:300]
    for name in WORDS:
        text = getattr(row, name).replace("\x00", "").strip()
        if len(text) > MOST_TEXT:
            refuse(f"/{name}", "too_long", _("At most %d characters.") % MOST_TEXT)
        setattr(row, name, text)
    check_plan(row.plan)
    if len(row.bom) > MOST_MATERIALS:
        refuse("/bom", "too_many", _("At most %d materials.") % MOST_MATERIALS)
    for line in row.bom:
        if not line["description"].strip() or not 0 < Decimal(line["quantity"]) < 1_000_000:
            refuse("/bom", "line", _("Each material needs a description and a quantity above zero."))


def check_plan(plan):
    """Refuse a plan that no project could begin with. Raises InvalidInput at ``/plan``."""
    code = problem(plan)
    if code:
        messages = {
            "too_many_lines": _("At most 500 tasks."),
            "key": _("Two lines have the same key."),
            "circle": _("Some tasks would wait for each other."),
            "line": _("Each task needs a title, hours from 0 to 1,000, a level L1 to L3 or none, and its days."),
        }
        refuse("/plan", code, messages[code])


def _locked(template, by):
    require(can_change_settings(by), _("Only an owner or a service manager changes settings."))
    return ProjectTemplate.objects.select_for_update().get(pk=template.pk)


def _read_again(draft, template):
    """The draft as it is under the lock. Raises DomainError ``published``."""
    row = TemplateVersion.objects.filter(pk=draft.pk).first()
    if row is None or row.published_at is not None:
        raise DomainError("published", _("This version was published or discarded meanwhile. Start a new draft."))
    draft.refresh_from_db()
    draft.template = template


def _said(row):
    """The version as the trail tells it: lists as counts, texts shortened."""
    words = {name: getattr(row, name)[:300] for name in WORDS}
    return {
        "note": row.note,
        "tasks": len(row.plan),
        "hours": str(plan_hours(row.plan)),
        "bom": len(row.bom),
    } | words
