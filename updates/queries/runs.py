"""Runs, their updates and the organization's weekly moments."""

from django.db.models import Q

from accounts.models import OrganizationSettings
from updates.choices import UpdateState
from updates.models import WeeklyUpdate
from updates.rules import CALM, UpdateCalendar

PEOPLE = (
    "organization",
    "run",
    "project__organization",
    "project__customer",
    "project__project_manager__user",
    "project__project_manager__deputy__user",
    "project__lead_tech__user",
    "project__salesperson__user",
)
PROJECT_PEOPLE = tuple(name.removeprefix("project__") for name in PEOPLE if name.startswith("project__"))


def settings_in_force():
    """The settings of the organization in force."""
    return OrganizationSettings.objects.first() or OrganizationSettings()


def calendar_of(organization, settings):
    """The weekly moments of the organization, from its settings."""
    return UpdateCalendar(
        zone=organization.zone,
        send_weekday=settings.send_weekday,
        send_hour=settings.send_time.hour,
        send_minute=settings.send_time.minute,
        draft_weekday=settings.draft_weekday,
        draft_hour=settings.draft_time.hour,
        draft_minute=settings.draft_time.minute,
    )


def updates_with_people():
    """Updates with run, project and the project's people, newest version first within a project."""
    return WeeklyUpdate.objects.select_related(*PEOPLE)


def updates_of_project(project):
    """Every version of every update of the project, with the people it names."""
    return updates_with_people().select_related("approved_by__user", "words_by__user").filter(project=project)


def newest_updates(week_start, *, leave=()):
    """The newest version of each project's update of that week, by project number; fields in ``leave`` stay away."""
    rows = (
        updates_with_people()
        .defer(*leave)
        .filter(week_start=week_start)
        .order_by("project_id", "-version")
        .distinct("project_id")
    )
    return sorted(rows, key=lambda update: update.project.sequence)


def green_drafts(rows):
    """Those of ``rows`` that may be approved with the others: drafts with both verdicts calm and nothing left to
    write. A correction never is.
    """
    written = Q(needs_words=False) | ~Q(words="")
    return rows.filter(written, state=UpdateState.DRAFT, version=1, time_color__in=CALM, budget_color__in=CALM)


def last_sent_updates(project_ids, week_start):
    """``{project id: newest sent update}`` of the weeks before ``week_start``."""
    rows = (
        WeeklyUpdate.objects.filter(project_id__in=project_ids, week_start__lt=week_start, state=UpdateState.SENT)
        .order_by("project_id", "-week_start", "-version")
        .distinct("project_id")
    )
    return {row.project_id: row for row in rows}
