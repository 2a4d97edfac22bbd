"""Reading a member's inbox."""

from notices.models import Notice


def inbox(member, *, unread=False, event=""):
    """The notices of the member, newest first."""
    rows = Notice.objects.filter(member=member)
    if unread:
        rows = rows.filter(read_at=None)
    return rows.filter(event=event) if event else rows


def unread_count(member) -> int:
    """How many the member has not read. One statement."""
    return Notice.objects.filter(member=member, read_at=None).count()


def waiting_for_digest():
    """The notices of the organization in force that no digest has taken along, by member."""
    rows = Notice.objects.filter(in_digest=True, digested_at=None).select_related(
        "member__user", "member__organization"
    )
    return rows.order_by("member_id", "created_at", "id")
