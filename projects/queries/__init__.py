"""Reading projects: lists, one project, the twelve, the weeks, what an organization sets."""

from projects.queries.current import current_tasks
from projects.queries.duties import duty_rows, responsibilities_of
from projects.queries.listing import ORDERINGS, project_by_number, projects, projects_by_number
from projects.queries.shown import Health, budget_shown, health_of, time_shown
from projects.queries.standards import Standards, standards, weekly_moment
from projects.queries.weeks import (
    OWED_COLUMNS,
    OWED_STATUSES,
    facts_of_week,
    missed_update_weeks,
    next_update_at,
    owed_weeks,
    projects_owed_updates,
    update_weeks,
    updates_owed_from,
)

__all__ = [
    "ORDERINGS",
    "OWED_COLUMNS",
    "OWED_STATUSES",
    "Health",
    "Standards",
    "budget_shown",
    "current_tasks",
    "duty_rows",
    "facts_of_week",
    "health_of",
    "missed_update_weeks",
    "next_update_at",
    "owed_weeks",
    "project_by_number",
    "projects",
    "projects_by_number",
    "projects_owed_updates",
    "responsibilities_of",
    "standards",
    "time_shown",
    "update_weeks",
    "updates_owed_from",
    "weekly_moment",
]
