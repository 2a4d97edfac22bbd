"""The weekly updates of the story: every past week drafted, worded, approved and sent at its own moment."""

import datetime as dt

from projects.actions import refresh_all
from updates.actions import approve_update, hold_update, run_week, write_words
from updates.choices import UpdateState
from updates.models import WeeklyUpdate
from updates.queries.runs import PEOPLE, calendar_of, settings_in_force

SOON = dt.timedelta(minutes=1)
DESK = dt.timedelta(hours=3)  # the managers approve a few hours after the drafts have come
AFTERWARDS = dt.timedelta(minutes=40)
ONE_WEEK = dt.timedelta(days=7)
HELD = "Waiting for the window that the database vendor confirms on Monday."
FALLBACK = "Work goes on as planned; the number moved because hours of last week came in late."


def acts_of(stage, plays):
    """``(instant, what to do)`` for every week since the first project was accepted."""
    calendar = calendar_of(stage.organization, settings_in_force())
    jobs = {play.job.title: play.job for play in plays}
    week = calendar.current_week(stage.at(min(play.job.won for play in plays), 9))
    last = calendar.current_week(stage.now) + ONE_WEEK
    ends = [week_ for week_ in _weeks(week, last) if calendar.planned_draft(week_) + DESK <= stage.now]
    newest = ends[-1]
    for monday in _weeks(week, last):
        draft, send = calendar.planned_draft(monday), calendar.planned_send(monday)
        ago = (newest - monday).days // 7
        yield draft - SOON, lambda now: refresh_all(stage.organization, now)
        yield draft + SOON, lambda now: run_week(stage.organization, now=now)
        yield draft + DESK, lambda now, monday=monday, ago=ago: _decide_all(monday, ago, jobs, now)
        yield send + SOON, lambda now: run_week(stage.organization, now=now)
        # Work that began after the drafts came gets its update with the moment itself.
        yield send + AFTERWARDS, lambda now, monday=monday, ago=ago: _decide_all(monday, ago, jobs, now)


def _weeks(first, last):
    while first <= last:
        yield first
        first += ONE_WEEK


def _decide_all(monday, ago, jobs, now):
    drafts = WeeklyUpdate.objects.filter(week_start=monday, state=UpdateState.DRAFT).select_related(*PEOPLE)
    for update in drafts.order_by("project__sequence"):
        _decide(update, jobs[update.project.title], ago, now)


def _decide(update, job, ago, now):
    manager = update.project.project_manager
    if ago in job.missed and ago:
        return
    if update.needs_words:
        write_words(update=update, words=job.words or FALLBACK, by=manager, now=now)
    if ago == 0 and job.this_week == "hold":
        hold_update(update=update, reason=HELD, by=manager, now=now)
    elif ago or job.this_week == "approve":
        approve_update(update=update, by=manager, now=now)
