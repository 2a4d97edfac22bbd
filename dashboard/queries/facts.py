"""Everything that may need a member today, out of five apps in one statement.

Each source gives rows of the same columns; the database glues them together (UNION ALL), so that home
costs the same whether one thing waits or a hundred. ``stacks`` turns the rows into words.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from accounts.choices import Role
from core.calendar import local_instant, week_start_of
from core.db.prepared import prepared_rows
from customers.models import Contact, Customer
from deals.choices import DealState
from deals.models import Deal
from deals.permissions import can_decide_deals
from mailing.choices import MailState
from mailing.models import OutgoingMail, ProjectNotice
from projects.models import Evidence, OutOfScopeItem, Project, Responsibility, Task, TimeEntry
from projects.queries.board import OWED
from projects.queries.contacts import recipients
from projects.queries.pages import managed_by
from projects.rules.lifecycle import ENDED
from projects.rules.responsibilities import TWELVE
from updates.choices import UpdateState
from updates.models import WeeklyUpdate

MOST = 25  # of one source: nobody reads on, and a page must not grow with the organization
MOST_UPDATES = 200
LOOK_BACK = dt.timedelta(days=14)
BAD_MAIL = (MailState.BOUNCED, MailState.COMPLAINED, MailState.FAILED)
OVERSEERS = (Role.OWNER, Role.SERVICE_MANAGER)
COLUMNS = ("kind", "ref", "name", "detail", "sequence", "title", "customer", "who", "state", "day", "at", "amount")
WHO = COLUMNS.index("who")
PREFIX = "fact_"  # annotations must not clash with fields


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing: ``kind`` says what the other columns mean (see the sources below)."""

    kind: str
    ref: str
    name: str
    detail: str
    sequence: int | None
    title: str
    customer: str
    who: str
    state: str
    day: dt.date | None
    at: dt.datetime | None
    amount: int | None

    @property
    def number(self):
        """The project's number."""
        return f"P-{self.sequence:04d}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose facts: ``pk`` of the member, their roles, and ``manages``: the managers they are or stand in for."""

    pk: UUID
    roles: frozenset
    manages: list

    def has_role(self, *roles):
        """As on ``Membership``."""
        return not self.roles.isdisjoint(roles)


def facts_for(organization, member, people, now):
    """What may need the member at ``now``, unordered. One statement.

    ``people`` are ``accounts.queries.people``: names and deputies are looked up there, because joining them
    in eight sources would cost the database more than finding the facts.
    """
    rows = prepared_rows(
        _facts,
        frozenset(member.roles),
        pk=member.pk,
        manages=managed_by(member, people),
        today=now.astimezone(organization.zone).date(),
        monday=week_start_of(now, organization.zone),
        since=now - LOOK_BACK,
        five_pm=last_five_pm(organization.zone, now),
    )
    names = {person.key: person.name for person in people}
    return [Fact(*row[:WHO], names.get(row[WHO], row[WHO]), *row[WHO + 1 :]) for row in rows]


def _facts(roles, pk, manages, today, monday, since, five_pm):
    member = Reader(pk, roles, manages)
    first, *others = [
        _duties(member, today),
        *_deals(member),
        _updates(member, monday),
        _mails(member, since),
        _unconfirmed(member),
        _own_tasks(member),
        _silence(member, five_pm),
        _untold(member),
        *_own_hours(member, monday, today),
    ]
    return first.union(*others, all=True)


def last_five_pm(zone, now):
    """The last local 17:00 at or before ``now``: a date that had moved by then is owed to the customer."""
    today = now.astimezone(zone).date()
    moment = local_instant(today, 0, 17, 0, zone)
    return moment if moment <= now else local_instant(today, -1, 17, 0, zone)


def _duties(member, today):
    """``ref`` is the key, ``name`` what is waited for, ``who`` its owner, ``day`` the due date."""
    said = Evidence.objects.filter(responsibility=OuterRef("pk"), effect="waits").order_by("-at", "-id")
    rows = Responsibility.objects.filter(state__in=OWED).exclude(project__status__in=ENDED)
    rows = rows.filter(_owed_by(member, today), Q(state="waiting") | Q(due_on__lte=today))
    return _rows(
        rows.order_by("due_on", "id"),
        "duty",
        F("key"),
        name=Coalesce(Subquery(said.values("text")[:1]), Value("")),
        who=_owner(),
        state=F("state"),
        day=F("due_on"),
        at=F("since"),
        **_of_project("project__"),
    )


def _owed_by(member, today):
    """Managers answer for all twelve of theirs, the others for what their role owns, overseers for what is late."""
    condition = _manages(member, "project__")
    own = {role: [item.key.value for item in TWELVE if item.owner_role == role] for role in member.roles}
    condition |= Q(project__lead_tech=member.pk, key__in=own.get("lead_tech", ()))
    condition |= Q(project__salesperson=member.pk, key__in=own.get("sales", ()))
    for role in ("dispatcher", "support"):
        condition |= Q(key__in=own.get(role, ()))
    return condition | Q(due_on__lt=today) if member.has_role(*OVERSEERS) else condition


def _owner():
    """The id of who owns it."""
    lead = [item.key.value for item in TWELVE if item.owner_role == "lead_tech"]
    return Case(
        When(key__in=lead, then=_text("project__lead_tech_id")),
        When(key="sold", then=_text("project__salesperson_id")),
        default=_text("project__project_manager_id"),
        output_field=TextField(),
    )


def _deals(member):
    """``kind`` is ``decide`` for who accepts (not what another looks after), ``deal`` for the salesperson; ``amount``
    how many questions were asked.
    """
    own = Deal.objects.filter(salesperson=member.pk, state__in=(DealState.RETURNED, DealState.INCOMPLETE))
    sources = [("deal", own)]
    if can_decide_deals(member):
        asked = Q(state=DealState.RETURNED) & ~Q(salesperson=member.pk)
        theirs = Q(project_manager=None) | _manages(member)
        sources.append(("decide", Deal.objects.filter(theirs, Q(state=DealState.READY) | asked)))
    return [
        _rows(
            rows.order_by("received_at", "id"),
            kind,
            Cast("pk", TextField()),
            name=F("title"),
            customer=F("customer_name"),
            who=Coalesce(_text("salesperson_id"), F("salesperson_email")),
            state=F("state"),
            at=Coalesce("returned_at", "received_at"),
            amount=Coalesce(F("questions__len"), 0),
        )
        for kind, rows in sources
    ]


def _updates(member, monday):
    """Updates of this and the next week: ``at`` when they leave; ``state`` with two more: ``words`` where the manager
    must write, ``unread`` where nobody at the customer's gets it.
    """
    newer = WeeklyUpdate.objects.filter(
        project=OuterRef("project"), week_start=OuterRef("week_start"), version__gt=OuterRef("version")
    )
    rows = WeeklyUpdate.objects.filter(~Exists(newer), _manages(member, "project__"), week_start__gte=monday)
    rows = rows.exclude(state=UpdateState.MISSED)
    wordless = When(state=UpdateState.DRAFT, needs_words=True, words="", then=Value("words"))
    read = Exists(recipients(project=OuterRef("project")))
    unread = When(~read, state=UpdateState.DRAFT, then=Value("unread"))
    return _rows(
        rows.order_by("week_start", "id"),
        "update",
        Cast("pk", TextField()),
        most=MOST_UPDATES,
        state=Case(wordless, unread, default=F("state"), output_field=TextField()),
        day=F("week_start"),
        at=F("run__send_at"),
        **_of_project("project__"),
    )


def _mails(member, since):
    """Mails that did not arrive, while the contact still has that address; ``ref`` is the contact."""
    same = Contact.objects.filter(pk=OuterRef("contact_id"), email__iexact=OuterRef("to_email"), is_active=True)
    told = ProjectNotice.objects.filter(mail=OuterRef("pk")).order_by("project__sequence")
    rows = OutgoingMail.objects.filter(Exists(same), state__in=BAD_MAIL, created_at__gte=since)
    if not member.has_role(*OVERSEERS):
        own = Project.objects.filter(_manages(member), seats__contact=OuterRef("contact_id")).exclude(
            status__in=ENDED
        )
        rows = rows.filter(Exists(told.filter(_manages(member, "project__"))) | Exists(own))
    return _rows(
        rows.order_by("-created_at", "id"),
        "mail",
        Cast("contact_id", TextField()),
        name=F("to_name"),
        detail=F("subject"),
        state=F("state"),
        at=F("updated_at"),
        title=Subquery(told.values("project__title")[:1]),
        customer=Subquery(told.values("project__customer__name")[:1]),
    )


def _unconfirmed(member):
    """Open tasks whose hours have reached the estimate without a number from the tech; ``who`` is the lead tech."""
    rows = Task.objects.filter(done_at=None, remaining=None, reached_estimate_at__isnull=False)
    rows = rows.exclude(project__status__in=ENDED).filter(
        Q(project__lead_tech=member.pk) | _manages(member, "project__")
    )
    mine = Case(
        When(project__lead_tech=member.pk, then=Value("mine")), default=Value("theirs"), output_field=TextField()
    )
    return _rows(
        rows.order_by("reached_estimate_at", "id"),
        "unconfirmed",
        Cast("pk", TextField()),
        name=F("title"),
        who=_text("project__lead_tech_id"),
        state=mine,
        at=F("reached_estimate_at"),
        **_of_project("project__"),
    )


def _own_tasks(member):
    """Open tasks assigned to the member; ``day`` is the planned end."""
    rows = Task.objects.filter(assignee=member.pk, done_at=None).exclude(project__status__in=[*ENDED, "on_hold"])
    return _rows(
        rows.order_by(F("planned_end").asc(nulls_last=True), "position", "id"),
        "task",
        Cast("pk", TextField()),
        name=F("title"),
        day=F("planned_end"),
        **_of_project("project__"),
    )


def _own_hours(member, monday, today):
    """What a technician has logged since Monday; ``amount`` is hundredths of an hour."""
    if member.roles != {Role.TECHNICIAN}:
        return []
    rows = TimeEntry.objects.filter(member=member.pk, on__gte=monday, on__lte=today)
    name = Coalesce(F("task__title"), F("out_of_scope__title"), F("project__title"))
    amount = Cast(F("hours") * 100, IntegerField())
    return [
        _rows(
            rows.order_by("-on", "-id"),
            "hours",
            _text("pk"),
            name=name,
            day=F("on"),
            amount=amount,
            **_of_project("project__"),
        )
    ]


def _silence(member, five_pm):
    """Dates that moved by the last 5 PM without the customer being told; ``detail`` is the expected end."""
    rows = Project.objects.exclude(status__in=ENDED).filter(dates_moved_at__lte=five_pm)
    if not member.has_role(*OVERSEERS):
        rows = rows.filter(_manages(member))
    return _rows(
        rows.order_by("dates_moved_at", "id"),
        "silence",
        Cast("pk", TextField()),
        detail=Coalesce(KT("health__time__expected_end"), Value("")),
        day=F("told_end"),
        at=F("dates_moved_at"),
        **_of_project(""),
    )


def _untold(member):
    """Emergency work that has begun without the customer knowing; ``at`` is when they have to know at the latest."""
    rows = OutOfScopeItem.objects.filter(started_at__isnull=False, told_at=None).exclude(project__status__in=ENDED)
    if not member.has_role(*OVERSEERS):
        rows = rows.filter(_manages(member, "project__") | Q(project__lead_tech=member.pk))
    return _rows(
        rows.order_by("tell_by", "id"),
        "untold",
        Cast("pk", TextField()),
        name=F("title"),
        at=F("tell_by"),
        **_of_project("project__"),
    )


def _manages(member, prefix=""):
    return Q(**{f"{prefix}project_manager__in": member.manages})


def _text(field):
    return Cast(F(field), TextField())


def _of_project(prefix):
    """The customer's name is looked up for the few rows that are left, not joined to all that were found."""
    customer = Customer.objects.filter(pk=OuterRef(f"{prefix}customer_id")).values("name")[:1]
    return {"sequence": F(f"{prefix}sequence"), "title": F(f"{prefix}title"), "customer": Subquery(customer)}


def _rows(rows, kind, ref, *, most=MOST, **columns):
    """The same columns from every source, in the same types."""
    empty = {"sequence": IntegerField, "amount": IntegerField, "day": DateField, "at": DateTimeField}
    shown = {"kind": Value(kind), "ref": ref, **columns}
    values = {}
    for name in COLUMNS:
        kind_of = empty.get(name, TextField)
        default = Value(None if name in empty else "")
        values[f"{PREFIX}{name}"] = Cast(shown.get(name, default), kind_of())
    return rows.annotate(**values).values_list(*values)[:most]
