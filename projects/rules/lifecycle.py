"""Which status may follow which, and what the facts of the work make of a status."""

from projects.choices import ProjectStatus

TRANSITIONS: dict[ProjectStatus, frozenset[ProjectStatus]] = {
    ProjectStatus.NOT_STARTED: frozenset(
        {
            ProjectStatus.ACTIVE,
            ProjectStatus.ON_HOLD,
            ProjectStatus.DELIVERED,
            ProjectStatus.CANCELLED,
        }
    ),
    ProjectStatus.ACTIVE: frozenset({ProjectStatus.ON_HOLD, ProjectStatus.DELIVERED, ProjectStatus.CANCELLED}),
    ProjectStatus.ON_HOLD: frozenset({ProjectStatus.NOT_STARTED, ProjectStatus.ACTIVE, ProjectStatus.CANCELLED}),
    ProjectStatus.DELIVERED: frozenset({ProjectStatus.ACTIVE, ProjectStatus.CLOSING, ProjectStatus.CLOSED}),
    ProjectStatus.CLOSING: frozenset({ProjectStatus.ACTIVE, ProjectStatus.DELIVERED, ProjectStatus.CLOSED}),
    ProjectStatus.CLOSED: frozenset({ProjectStatus.REOPENED}),
    ProjectStatus.CANCELLED: frozenset({ProjectStatus.REOPENED}),
    ProjectStatus.REOPENED: frozenset(
        {
            ProjectStatus.ACTIVE,
            ProjectStatus.ON_HOLD,
            ProjectStatus.DELIVERED,
            ProjectStatus.CLOSING,
            ProjectStatus.CANCELLED,
        }
    ),
}
NEEDS_REASON = frozenset({ProjectStatus.ON_HOLD, ProjectStatus.CANCELLED, ProjectStatus.REOPENED})
RUNNING = frozenset({ProjectStatus.ACTIVE, ProjectStatus.REOPENED})
ENDED = frozenset({ProjectStatus.CLOSED, ProjectStatus.CANCELLED})
AFTER_DELIVERY = frozenset({ProjectStatus.DELIVERED, ProjectStatus.CLOSING, ProjectStatus.CLOSED})


def may_become(current: str, wanted: str) -> bool:
    return ProjectStatus(wanted) in TRANSITIONS[ProjectStatus(current)]


def next_statuses(current: str) -> tuple[ProjectStatus, ...]:
    """What may follow, in the order of the vocabulary."""
    allowed = TRANSITIONS[ProjectStatus(current)]
    return tuple(status for status in ProjectStatus if status in allowed)


def needs_reason(wanted: str) -> bool:
    """A hold, a cancellation and a reopening always say why."""
    return ProjectStatus(wanted) in NEEDS_REASON


def is_open(status: str) -> bool:
    """Work, duties and updates still belong to the project."""
    return ProjectStatus(status) not in ENDED


def after_work_change(status: str, *, has_hours: bool, started_by_hand: bool) -> ProjectStatus:
    """The first time entry or past booking starts a project; taking back the only one undoes just that."""
    current = ProjectStatus(status)
    if has_hours and current == ProjectStatus.NOT_STARTED:
        return ProjectStatus.ACTIVE
    if current == ProjectStatus.ACTIVE and not has_hours and not started_by_hand:
        return ProjectStatus.NOT_STARTED
    return current


def after_task_change(status: str, *, total_tasks: int, open_tasks: int, one_less_open: bool) -> ProjectStatus:
    """Delivered when the last in-scope task is done; back at work when one opens again.

    Only ``one_less_open`` delivers: a project taken up again with every task done is not delivered by a new
    title. A project on hold or at its end is left alone: a person decides there.
    """
    current = ProjectStatus(status)
    all_done = one_less_open and total_tasks > 0 and open_tasks == 0
    if all_done and (current in RUNNING or current == ProjectStatus.NOT_STARTED):
        return ProjectStatus.DELIVERED
    if open_tasks and current in (ProjectStatus.DELIVERED, ProjectStatus.CLOSING):
        return ProjectStatus.ACTIVE
    return current
