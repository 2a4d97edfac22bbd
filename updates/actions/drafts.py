"""Drafting: freeze the facts of the week, decide whether words are needed, store every audience's section."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from core.errors import DomainError
from projects.actions.health import refresh_projects
from projects.models import Project
from updates.actions.guards import UNSENT, lock_for
from updates.choices import UpdateState
from updates.compose import compose
from updates.mails import render_sections
from updates.models import UpdateRender, WeeklyUpdate
from updates.queries.runs import PROJECT_PEOPLE, calendar_of, settings_in_force
from updates.rules import needs_words
from updates.snapshot import to_json

FACTS = ["snapshot", "time_color", "budget_color", "needs_words", "state", "updated_at"]


def draft_updates(run, projects, *, calendar, now):
    """Make the drafts of ``projects`` in ``run`` and return them. Reads do not grow with the projects.

    Health kept from an earlier day is computed afresh first. The caller holds the run's lock.
    """
    projects = _with_health_of_today(projects, calendar, now)
    snapshots = compose(projects, week_start=run.week_start, calendar=calendar, now=now)
    updates = [
        WeeklyUpdate(run=run, project=project, week_start=run.week_start, created_at=now, updated_at=now)
        for project in projects
    ]
    for update in updates:
        set_facts(update, snapshots[update.project_id])
    WeeklyUpdate.objects.bulk_create(updates)
    UpdateRender.objects.bulk_create(render for update in updates for render in _renders(update))
    for update in updates:
        record(
            by=None,
            verb="update.composed",
            obj=update,
            project=update.project,
            customer=update.project.customer_id,
            at=now,
        )
    return updates


def set_facts(update, snapshot):
    """Put the snapshot and what is judged from it on the update (not yet stored)."""
    colors = {"on_time": snapshot.time.color, "on_budget": snapshot.budget.color}
    last = {"on_time": snapshot.time.last_color, "on_budget": snapshot.budget.last_color}
    update.snapshot = to_json(snapshot)
    update.time_color, update.budget_color = colors["on_time"], colors["on_budget"]
    update.needs_words = needs_words(colors, last if any(last.values()) else None)


def store_sections(update):
    """Render the update's sections again and replace the stored ones. Two statements."""
    UpdateRender.objects.filter(update=update).delete()
    UpdateRender.objects.bulk_create(_renders(update))


@transaction.atomic
def refresh_facts(*, update, by, now):
    """Freeze the facts as they are now, while nothing was sent. An approval has to be given again."""
    lock_for(by, update, UNSENT)
    before = {"time": update.time_color, "budget": update.budget_color}
    _freeze(update, now)
    if update.state == UpdateState.APPROVED:
        update.state = UpdateState.DRAFT
    update.updated_at = now
    update.save(update_fields=FACTS)
    store_sections(update)
    after = {"time": update.time_color, "budget": update.budget_color}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _record(by, "update.refreshed", update, now, changes)
    return update


@transaction.atomic
def discard_correction(*, update, by, now):
    """Take back a correction that was not sent; the sent version is the newest again. Returns that one.

    Raises DomainError ``no_correction`` for a week's first version: that one is held or approved.
    """
    lock_for(by, update, UNSENT)
    if not update.is_correction:
        raise DomainError(
            "no_correction", _("Nothing was changed: this update is no correction. Hold it instead.")
        )
    _record(
        by, "update.discarded", update, now, {"state": [update.state, None], "version": [update.version, None]}
    )
    earlier = WeeklyUpdate.objects.filter(project=update.project, week_start=update.week_start).exclude(
        pk=update.pk
    )
    update.delete()
    return earlier.select_related("organization").order_by("-version").first()


@transaction.atomic
def correct_update(*, update, by, now):
    """A new version of a sent update, as a draft with today's facts and the same words. The sent one stays.

    Raises DomainError ``newer_version`` when there is one already.
    """
    lock_for(by, update, (UpdateState.SENT,))
    newer = WeeklyUpdate.objects.filter(
        project=update.project, week_start=update.week_start, version__gt=update.version
    )
    if newer.exists():
        raise DomainError("newer_version", _("This update was corrected already. Open its newest version."))
    correction = WeeklyUpdate(
        run=update.run,
        project=update.project,
        week_start=update.week_start,
        version=update.version + 1,
        words=update.words,
        words_at=update.words_at,
        words_by=update.words_by,
        created_at=now,
        updated_at=now,
    )
    _freeze(correction, now)
    correction.save(force_insert=True)
    UpdateRender.objects.bulk_create(_renders(correction))
    _record(by, "update.corrected", correction, now, {"version": [update.version, correction.version]})
    return correction


def _freeze(update, now):
    calendar = calendar_of(update.project.organization, settings_in_force())
    (project,) = _with_health_of_today([update.project], calendar, now)
    set_facts(update, compose([project], week_start=update.week_start, calendar=calendar, now=now)[project.pk])


def _with_health_of_today(projects, calendar, now):
    """The projects; those whose health was computed on an earlier day are locked, read again and computed afresh.

    Computing from rows read before the lock would write over what somebody has just agreed.
    """
    today = now.astimezone(calendar.zone).date()
    stale = [p for p in projects if p.health_at is None or p.health_at.astimezone(calendar.zone).date() < today]
    rows = (
        Project.objects.filter(pk__in=[project.pk for project in stale])
        .select_related(*PROJECT_PEOPLE)
        .order_by("pk")
    )
    fresh = list(rows.select_for_update(of=("self",), no_key=True)) if stale else []
    refresh_projects(fresh, now=now)
    by_id = {project.pk: project for project in fresh}
    return [by_id.get(project.pk, project) for project in projects]


def _renders(update):
    for audience, section in render_sections(update).items():
        yield UpdateRender(
            update=update,
            audience=audience,
            subject=section.subject[:400],
            headline=section.headline[:500],
            summary=section.summary[:200],
            text=section.text,
            html=section.html,
        )


def _record(by, verb, update, now, changes):
    project = update.project
    record(by=by, verb=verb, obj=update, project=project, customer=project.customer_id, at=now, changes=changes)
