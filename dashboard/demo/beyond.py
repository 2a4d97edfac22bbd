"""Work that nobody sold, in the story: written down, agreed or an emergency, done, billed or borne."""

from dataclasses import dataclass
from decimal import Decimal

from dashboard.demo.scope import signer
from projects import actions
from projects.models import OutOfScopeItem

# The turns in their order, each at its hour: a Saturday and its Sunday are both played on Monday.
ASKED_FIRST = ("captured", "estimated", "asked", "approved", "under_way", "done", "ready", "invoiced")
EMERGENCY = ("captured", "emergency", "told", "estimated", "done", "absorbed")
HOURS = (8, 9, 10, 12, 13, 15, 16, 17)


@dataclass
class Made:
    """One item while it is played."""

    play: object
    beyond: object
    pk: object = None

    def item(self):
        """The item as it is now."""
        item = OutOfScopeItem.objects.get(pk=self.pk)
        item.project = self.play.project()
        return item


def acts_of(play):
    """What happens to the items of the job, as far as the story goes."""
    for beyond in play.job.beyond:
        made = Made(play, beyond)
        way = EMERGENCY if beyond.emergency else ASKED_FIRST
        for number, turn in enumerate(way[: way.index(beyond.until) + 1]):
            day = beyond.day + (number > 3)
            yield play.stage.at(day, HOURS[number]), lambda now, turn=turn, made=made: TURNS[turn](made, now)


def _capture(made, now):
    project, beyond = made.play.project(), made.beyond
    who = made.play.member(beyond.who)
    made.pk = actions.capture_extra(project=project, title=beyond.title, why=beyond.why, by=who, now=now).pk


def _estimate(made, now):
    item, beyond = made.item(), made.beyond
    mode = {} if beyond.emergency else {"mode": "approval"}
    price = Decimal(beyond.price)
    values = {
        "hours": Decimal(str(beyond.hours)),
        "skill_level": beyond.level,
        "price": price,
        "spend_limit": price,
    }
    actions.estimate_extra(item=item, by=item.project.lead_tech, now=now, **values, **mode)


def _ask(made, now):
    item = made.item()
    contact = signer(item.project)
    actions.notify_of_extra(item=item, contact=contact, by=item.project.project_manager, now=now)


def _approve(made, now):
    item = made.item()
    seen = {"name": signer(item.project).name, "method": "email", "reference": f"Mail of {now:%B} {now.day}"}
    actions.record_extra_approval(item=item, by=item.project.project_manager, now=now, **seen)


def _begin(made, now):
    item = made.item()
    actions.start_extra(item=item, by=item.project.lead_tech, now=now)


def _rush(made, now):
    item = made.item()
    actions.start_extra(item=item, by=item.project.lead_tech, now=now, emergency_reason=made.beyond.emergency)


def _tell(made, now):
    item = made.item()
    name = signer(item.project).name
    actions.record_told_of_extra(item=item, name=name, method="phone", by=item.project.project_manager, now=now)


def _finish(made, now):
    item, beyond = made.item(), made.beyond
    who, day = made.play.member(beyond.who), now.astimezone(made.play.stage.organization.zone).date()
    hours = Decimal(str(beyond.spent or beyond.hours))
    actions.log_time(project=item.project, member=who, on=day, hours=hours, out_of_scope=item, by=who, now=now)
    actions.complete_extra(item=made.item(), by=item.project.lead_tech, now=now)


def _release(made, now):
    item = made.item()
    actions.release_extra(item=item, by=item.project.project_manager, now=now)


def _invoice(made, now):
    item = made.item()
    reference = f"INV-{now:%y%m}-{item.project.sequence:02d}"
    actions.invoice_extra(item=item, reference=reference, by=item.project.project_manager, now=now)


def _absorb(made, now):
    item, why = made.item(), made.beyond.borne
    actions.absorb_extra(item=item, reason=why, cause="internal", by=item.project.project_manager, now=now)


TURNS = {
    "captured": _capture,
    "estimated": _estimate,
    "asked": _ask,
    "approved": _approve,
    "under_way": _begin,
    "emergency": _rush,
    "told": _tell,
    "done": _finish,
    "ready": _release,
    "invoiced": _invoice,
    "absorbed": _absorb,
}
