"""What one person gets: the stored sections of their updates of the week in the mail's frame."""

from django.conf import settings

from updates.choices import UpdateState
from updates.grouping import plan_mails
from updates.mails import assemble_mail
from updates.models import UpdateRender
from updates.queries.people import entries_of
from updates.queries.runs import newest_updates, settings_in_force, updates_with_people


def person_mail(organization, update, audience, person_id):
    """``(seat, RenderedMail)`` as the person would get it with everything of the week, or None for a stranger.

    What was sent already is read on its own: it left in a mail of its own time. Links stay placeholders: the
    reader's own are put in when the mail is made.
    """
    updates = [update]
    if update.state in (UpdateState.DRAFT, UpdateState.APPROVED):
        week = newest_updates(update.week_start)
        updates = [row for row in week if row.state in (UpdateState.DRAFT, UpdateState.APPROVED)]
    for plan in plan_mails(entries_of(organization, updates)):
        mine = plan.seat.audience == audience and plan.seat.person_id == person_id
        if mine and update.pk in plan.update_ids:
            return plan.seat, _assemble(organization, plan, updates)
    return None


def updates_in_mail(mail):
    """The sent updates that ``mail`` carried: the newest version of each project's week, by project."""
    found = {}
    for project, week in mail.notices.values_list("project_id", "week_start"):
        rows = updates_with_people().filter(project_id=project, week_start=week, state=UpdateState.SENT)
        update = rows.order_by("-version").first()
        if update is not None:
            found[update.pk] = update
    return sorted(found.values(), key=lambda update: update.project.sequence)


def _assemble(organization, plan, updates):
    by_id = {update.pk: update for update in updates}
    rows = UpdateRender.objects.filter(update__in=plan.update_ids, audience=plan.seat.audience)
    renders = {render.update_id: render for render in rows}
    first = by_id[plan.update_ids[0]]
    stop = f"{settings.SITE_URL}/personal-link/stop/" if plan.may_stop else ""
    wishes = settings_in_force()
    return assemble_mail(
        [(by_id[pk], renders[pk]) for pk in plan.update_ids],
        audience=plan.seat.audience,
        sender=wishes.sender_name or organization.name,
        week_start=first.week_start,
        day=(first.sent_at or first.run.send_at).astimezone(organization.zone).date(),
        unsubscribe_url=stop,
        brand_color=organization.brand_color,
    )
