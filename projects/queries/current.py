"""Who is on which task now, as the plan and the time sheets tell."""

import datetime as dt

from django.db.models import F, Max, Q

from projects.choices import ProjectStatus
from projects.models import Task

AT_WORK = (
    ProjectStatus.NOT_STARTED,
    ProjectStatus.ACTIVE,
    ProjectStatus.DELIVERED,
    ProjectStatus.CLOSING,
    ProjectStatus.REOPENED,
)
RECENT = dt.timedelta(days=2)


def current_tasks(organization, *, today):
    """``{membership id: Task}``: each person's open task that is planned for ``today`` or got hours these two days.

    Of several the one with the latest hours, then the one planned to end first, then the first in the plan. One statement.
    """
    planned = Q(planned_start__lte=today) & (Q(planned_end__gte=today) | Q(planned_end=None))
    worked = Q(last_on__gte=today - RECENT)
    rows = (
        Task.objects.filter(done_at=None, assignee__isnull=False, project__status__in=AT_WORK)
        .annotate(last_on=Max("time_entries__on"))
        .filter(planned | worked)
        .select_related("project__customer")
        .order_by(
            "assignee_id",
            F("last_on").asc(nulls_first=True),
            F("planned_end").desc(nulls_first=True),
            "-position",  # the last row of a person wins
        )
    )
    return {task.assignee_id: task for task in rows}
