"""The weekly updates of one project, as the panel of its page lists them."""

from updates.models import WeeklyUpdate
from updates.queries.queue import Row, shown_of

MOST = 60  # more than a year of weeks


def updates_of(project, now):
    """The newest version of each week as ``updates.queries.queue.Row``, newest week first. One statement."""
    found = WeeklyUpdate.objects.filter(project=project).select_related("run", "organization")
    newest = found.order_by("-week_start", "-version").distinct("week_start")[:MOST]
    return [Row(update, shown_of(update, now), update.get_absolute_url()) for update in newest]
