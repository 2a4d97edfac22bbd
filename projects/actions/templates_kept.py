"""WRITE: templates as a whole: copied, archived, made of a project. What is new waits as a draft to be published."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import can_change_settings
from audit.actions import record
from core.errors import DomainError
from projects import permissions
from projects.actions.guards import require, require_text
from projects.actions.templates import save_named
from projects.actions.templates_versions import CONTENT, check_content, write_version
from projects.choices import ProjectClass
from projects.models import ProjectTemplate, TemplateVersion
from projects.queries.templates_saving import content_of

MOST_NAME = 120


@transaction.atomic
def duplicate_template(*, template, by, now):
    """A copy of the last version under a name of its own, as a draft. Nothing is waived by it yet. Returns the copy."""
    require(can_change_settings(by), _("Only an owner or a service manager changes settings."))
    last = TemplateVersion.objects.filter(template=template).first()
    if last is None:
        raise DomainError("nothing_in_it", _("There is no version to copy."))
    taken = set(ProjectTemplate.objects.values_list("name", flat=True))
    copy = _("Copy of %s") % template.name
    name, number = copy[:MOST_NAME], 1
    while name in taken:
        number += 1
        name = f"{copy[: MOST_NAME - 8]} ({number})"
    content = {field: getattr(last, field) for field in CONTENT} | {"note": ""}
    what = {"project_class": template.project_class, "description": template.description}
    row = _new(name, content, by, now, waives=template.waives, **what)
    record(by=by, verb="template.added", obj=row, at=now, changes={"from": [None, str(last)]})
    return row


@transaction.atomic
def archive_template(*, template, archived, by, now):
    """Offer the template no more (or again). Projects and figures stay. Returns the template."""
    require(can_change_settings(by), _("Only an owner or a service manager changes settings."))
    row = ProjectTemplate.objects.select_for_update().get(pk=template.pk)
    if row.is_active != archived:
        return row
    row.is_active = not archived
    row.save(update_fields=["is_active", "updated_at"])
    verb = "template.archived" if archived else "template.restored"
    record(by=by, verb=verb, obj=row, at=now, changes={"archived": [not archived, archived]})
    return row


@transaction.atomic
def save_as_template(*, project, name, by, now, description=""):
    """What the project has become, as a new template: a draft that an owner or service manager reviews and publishes.

    Actual hours are not taken over; estimates are. Raises NotAllowed, InvalidInput, DomainError ``nothing_in_it``.
    """
    require(
        permissions.can_save_as_template(by, project),
        _("The lead tech and the project manager save a project as a template."),
    )
    name = require_text(name, "/name", _("Name the template."))[:MOST_NAME]
    content = content_of(project)
    if not content["plan"]:
        raise DomainError("nothing_in_it", _("The plan has no task yet."))
    content["note"] = _("From %s") % project.number
    row = _new(name, content, by, now, project_class=project.project_class, description=description.strip()[:300])
    record(
        by=by,
        verb="template.added",
        obj=row,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"from": [None, project.number]},
    )
    return row


def _new(name, content, by, now, *, project_class=ProjectClass.STANDARD, **values):
    row = ProjectTemplate(name=name, project_class=project_class, version=0, created_at=now, **values)
    save_named(row)
    version = TemplateVersion(template=row, number=1, **content)
    check_content(version)
    write_version(row, {field: getattr(version, field) for field in CONTENT}, by=by, now=now)
    return row
