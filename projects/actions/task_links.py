"""Which task follows which: light finish-to-start links. What two people link and unlink at once is added up."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects.actions.guards import refuse
from projects.actions.health import refresh_health
from projects.actions.plan_edit import Edited
from projects.actions.tasks import prepare_task
from projects.models import Task, TaskLink
from projects.rules.links import MOST_LINKS, circle


@transaction.atomic
def link_task(*, task, add=(), remove=(), by, now):
    """The task follows those of ``add`` (ids of the same project) and no longer those of ``remove``. Returns Edited.

    Raises NotAllowed; InvalidInput for a task of another project, itself, or more than MOST_LINKS; DomainError
    ``circle`` where tasks would wait for each other.
    """
    prepare_task(task, by)
    project = task.project
    titles = dict(Task.objects.filter(project=project).values_list("pk", "title"))
    if task.pk in add:
        refuse("/after", "itself", _("A task does not follow itself."))
    if not set(add) <= titles.keys():
        refuse("/after", "unknown", _("There is no such line in the plan."))
    links = set(TaskLink.objects.filter(project=project).values_list("before_id", "after_id"))
    now_follows = {before for before, after in links if after == task.pk}
    wanted = (now_follows - set(remove)) | set(add)
    if len(wanted) > MOST_LINKS:
        refuse("/after", "too_many", _("A task follows at most %d others.") % MOST_LINKS)
    added, removed = wanted - now_follows, now_follows - wanted
    if not added and not removed:
        return Edited()
    found = circle({link for link in links if link[1] != task.pk} | {(before, task.pk) for before in wanted})
    if found:
        names = ", ".join(f"“{titles[pk]}”" for pk in found)
        raise DomainError("circle", _("These tasks would wait for each other: %s.") % names)
    TaskLink.objects.filter(project=project, after=task, before__in=removed).delete()
    TaskLink.objects.bulk_create(
        TaskLink(project=project, before_id=before, after=task, created_at=now) for before in sorted(added)
    )
    task.updated_at = now
    task.save(update_fields=["updated_at"])
    refresh_health(project, now=now)
    record(
        by=by,
        verb="task.linked",
        obj=task,
        project=project,
        customer=project.customer_id,
        at=now,
        changes={"after": [_names(now_follows, titles), _names(wanted, titles)]},
        label=task.title,
    )
    step = {"links": {"task": str(task.pk), "added": [*map(str, added)], "removed": [*map(str, removed)]}}
    return Edited((task,), step)


def _names(ids, titles):
    return ", ".join(sorted(titles[pk] for pk in ids)) or None
