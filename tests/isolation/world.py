"""Two companies with one of everything an address can name; every text of the rival carries the canary."""

import datetime as dt
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.actions.invitations import invitation_token, invite_member
from accounts.models import ApiKey, Holiday, Invitation, Membership, OrganizationLogo, UserPicture
from core.db.grants import APPEND_ONLY_TABLES
from core.identifiers import uuid7
from core.tokens import derive_token
from customers.models import BlackoutDate, Contact, Customer, CustomerMerge, Site
from dashboard.models import ListJob, SavedView
from deals.actions.files import add_deal_file
from deals.models import Deal, DealLine, DealQuestion
from files.models import Document
from imports.actions import stage_import
from imports.kinds import KINDS
from imports.models import ImportJob
from integrations.models import ApiRequest, InboundEvent, WebhookDelivery, WebhookSource, WebhookSubscription
from mailing.models import OutgoingMail
from notices.models import Notice
from projects import actions
from projects.actions import (
    add_milestone,
    add_project_file,
    ask_about_purchase,
    ask_customer,
    ensure_status_link,
    log_time,
    note_wishes,
    reject_sow,
    start_sow,
    submit_sow,
)
from projects.models import (
    BomLine,
    ChangeOrder,
    ChangeOrderRequest,
    Commitment,
    Milestone,
    OutOfScopeItem,
    OutOfScopeRequest,
    PlanProposal,
    Project,
    ProjectTemplate,
    PurchaseLine,
    PurchaseRequest,
    Sow,
    Task,
    TimeEntry,
)
from scheduling.actions import book
from scheduling.models import Booking, CalendarEntry, SupportRequest
from tests.factories.extras import ESTIMATE, captured
from tests.factories.projects import make_deal
from tests.factories.purchases import purchased_with
from tests.factories.scope import approved_by_us, draft_change, draft_sow
from tests.isolation.rows import Rows, tenant_models
from tests.updates.conftest import DRAFT, MONDAY, NEXT_DRAFT, SEND, running_project
from updates.actions import approve_update, run_week
from updates.links import unsubscribe_addresses
from updates.models import WeeklyUpdate

NOW = NEXT_DRAFT + dt.timedelta(hours=1)
NOUNS = {
    "api-requests": ApiRequest,
    "bom": BomLine,
    "blackouts": BlackoutDate,
    "bookings": Booking,
    "change-orders": ChangeOrder,
    "closed-days": BlackoutDate,
    "commitments": Commitment,
    "contacts": Contact,
    "customers": Customer,
    "deals": Deal,
    "deliveries": OutgoingMail,
    "holidays": Holiday,
    "api-keys": ApiKey,
    "keys": ApiKey,
    "events": InboundEvent,
    "files": Document,
    "imports": ImportJob,
    "jobs": ListJob,
    "leave": CalendarEntry,
    "invitations": Invitation,
    "lines": PurchaseLine,
    "materials": BomLine,
    "members": Membership,
    "merges": CustomerMerge,
    "milestones": Milestone,
    "notices": Notice,
    "out-of-scope": OutOfScopeItem,
    "projects": Project,
    "proposals": PlanProposal,
    "saved-views": SavedView,
    "sow": Sow,
    "support-requests": SupportRequest,
    "sites": Site,
    "sources": WebhookSource,
    "project-templates": ProjectTemplate,
    "tasks": Task,
    "templates": ProjectTemplate,
    "time": TimeEntry,
    "time-entries": TimeEntry,
    "updates": WeeklyUpdate,
    "webhooks": WebhookSource,
}
# Words of an address that name a thing to do, not a row of somebody.
WORDS = {
    "source": "hubspot",
    "kind": "deals",
    "sample": "released-sales",
    "act": "hold",
    "audience": "customer",
    "key": "purchased",
    "project_class": "standard",
    "list_key": "projects",
    "side": "purchased",
    "verb": "hold",
}

# Numbered things of one person, which belong to no organization.
OWN_THINGS, NOBODYS = {"passkeys", "sessions"}, 777


class Standing:
    """A CLOCK_OFFSET with which the product's clock stands still: "20 min ago" is the same in two answers."""

    def __init__(self, instant):
        self.instant = instant

    def __radd__(self, _now):
        return self.instant


@dataclass
class World:
    """One company's rows, as an address or a body names them."""

    company: object
    project: Project
    objects: dict
    token: str
    unsubscribe_token: str
    invitation_token: str
    request_token: str
    purchase_token: str
    extra_token: str

    def value(self, route, parameter):
        """What stands for ``parameter`` of ``route``. KeyError: a new kind of parameter, to be taught here."""
        if parameter in WORDS:
            return WORDS[parameter]
        named = {
            "slug": self.company.organization.slug,
            "number": self.project.number,
            "person": self.company.contact.pk,
            "mail": self.objects[OutgoingMail].pk,
            "week_start": MONDAY.isoformat(),
            "color": "1a4fae",
            "item": f"sold-{self.objects[PurchaseLine].sold_line_id}",
            "subscription": self.objects[WebhookSubscription].pk,
            "delivery": self.objects[WebhookDelivery].pk,
            "logo": self.company.organization.logo,
            "file": self.objects["paper of the deal"].pk,
            "question": self.objects["question to sales"].pk,
        }
        if parameter == "token" and "invitation" in route.path:
            return self.invitation_token
        if parameter == "token":
            asked = {"change-order": self.request_token, "purchase": self.purchase_token}
            asked["out-of-scope"] = self.extra_token
            asked["unsubscribe"] = self.unsubscribe_token
            return next((token for purpose, token in asked.items() if purpose in route.path), self.token)
        if parameter in named:
            return named[parameter]
        noun = route.noun_of(parameter)
        return NOBODYS if noun in OWN_THINGS else self.objects[NOUNS[noun]].pk

    def values(self, route):
        """The value of each parameter of a route."""
        return {parameter: self.value(route, parameter) for parameter in route.parameters}


def random_value(parameter):
    """A well-formed value of a parameter that names nothing, or the usual word."""
    nothing = {"slug": "nowhere", "number": "P-0777", "token": "x" * 43, "week_start": "2019-01-07"}
    return WORDS.get(parameter) or nothing.get(parameter) or uuid7()


def make_world(company, *, canary="", projects=1):
    """Projects at work, one week sent and the next drafted, a deal that is ready, a mail, links. Any scope.

    The organization with more ``projects`` owns a number that the other has not.
    """
    with company.scope():
        running = [running_project(company, external_id=f"D-{n}", canary=canary) for n in range(projects)]
        project = running[-1]
        deal = make_deal(company, external_id="D-open", title="New switches", canary=canary)
        _work(company, running)
        paper = add_deal_file(deal=deal, upload=_upload("Signed quote", canary), by=company.sales, now=DRAFT)
        add_project_file(project=project, upload=_upload("Rack", canary), by=company.technician, now=DRAFT)
        wanted = {Task.objects.filter(project=project).first().pk: {"estimate": 9}}
        note_wishes(project=project, wanted=wanted, by=company.project_manager, now=DRAFT)
        request = _scope(project, company.contact, canary)
        purchase = _purchased(project, company.contact)
        extra = _extra(project, company.contact, canary)
        _booked(project, company, canary)
        Notice.objects.create(
            member=company.owner,
            event="assigned",
            key="world",
            text="A task is yours",
            url="/o/x/",
            created_at=DRAFT,
        )
        SavedView.objects.create(list_key="projects", name="Mine", query="status=all", member=company.owner)
        stage_import(kind=KINDS["deals"], upload=_table(canary), by=company.sales, now=DRAFT)
        ListJob.objects.create(list_key="projects", act="csv", member=company.owner, state="done", file=b"x")
        UserPicture.objects.create(user=company.technician.user, content=b"png")
        link = ensure_status_link(project=project, contact=company.contact, now=NOW)
        unsubscribe = unsubscribe_addresses([company.contact.pk], company.organization.pk)[company.contact.pk]
        filled = Rows(company, canary).fill()
        company.organization.logo = filled[OrganizationLogo].pk
        company.organization.save(update_fields=["logo"])
        if canary:
            _mark(canary)
        return World(
            company,
            project,
            filled
            | _objects(project)
            | {
                "paper of the deal": paper,
                "question to sales": _question(deal, company, canary),
                Customer: company.customer,
                Contact: company.contact,
                Deal: deal,
                Membership: company.technician,
            },
            token=link.rstrip("/").rsplit("/", 1)[1],
            unsubscribe_token=unsubscribe.rstrip("/").rsplit("/", 1)[1],
            invitation_token=_invited(company),
            request_token=request,
            purchase_token=purchase,
            extra_token=extra,
        )


def _upload(name, canary):
    return SimpleUploadedFile(f"{name}{canary}.txt", f"Words{canary}".encode())


def _table(canary):
    rows = f"Deal id,Title,Customer\nD-1,Racks{canary},Acme{canary}\n"
    return SimpleUploadedFile(f"Deals{canary}.csv", rows.encode())


def _question(deal, company, canary):
    """A recall, as if the deal had been accepted."""
    values = {"kind": "recall", "round": 1, "text": f"Which rack?{canary}", "asked_at": DRAFT}
    return DealQuestion.objects.create(deal=deal, asked_by=company.project_manager, **values)


def _invited(company):
    """The token of an invitation that waits for its answer."""
    email = f"invited@{company.organization.slug}.example"
    invitation = invite_member(by=company.owner, now=NOW, email=email, roles=["technician"], name="Ivy Invited")
    return invitation_token(invitation)


def _work(company, running):
    for project in running:
        task = Task.objects.filter(project=project).first()
        log_time(
            project=project,
            task=task,
            member=company.technician,
            on=MONDAY,
            hours=2,
            note="Racked it",
            by=company.technician,
            now=DRAFT,
        )
        add_milestone(project=project, title="Cutover", baseline_on=MONDAY, by=company.project_manager, now=DRAFT)
    run_week(company.organization, now=DRAFT)
    for update in WeeklyUpdate.objects.all():
        approve_update(update=update, by=company.project_manager, now=DRAFT)
    run_week(company.organization, now=SEND)
    run_week(company.organization, now=NEXT_DRAFT)


def _scope(project, contact, canary):
    """A second version of the SoW and a draft of a change order, and one that the contact is asked to approve; the token of that."""
    first = submit_sow(sow=draft_sow(project, now=DRAFT), by=project.lead_tech, now=DRAFT)
    reject_sow(sow=first, reason=f"More{canary}", by=project.project_manager, now=DRAFT)
    start_sow(project=project, by=project.lead_tech, now=DRAFT)
    order = approved_by_us(project, now=DRAFT, title=f"More{canary}", committed_end=None)
    draft_change(project, now=DRAFT)
    ask_customer(order=order, contacts=[contact], by=project.project_manager, now=NOW)
    return derive_token("change_order", ChangeOrderRequest.objects.get().pk)


def _purchased(project, contact):
    """An order in which one line differs, and the token of the contact's page about it."""
    purchased_with(project, "Server", now=DRAFT, quantity=3)
    ask_about_purchase(project=project, contacts=[contact], by=project.project_manager, now=NOW)
    return derive_token("purchase", PurchaseRequest.objects.get().pk)


def _extra(project, contact, canary):
    """Out-of-scope work that the contact is asked to approve, and the token of that."""
    item = captured(project, now=DRAFT, title=f"New cabling{canary}")
    actions.estimate_extra(item=item, by=project.lead_tech, now=DRAFT, **ESTIMATE)
    actions.notify_of_extra(item=item, contact=contact, by=project.project_manager, now=NOW)
    return derive_token("out_of_scope", OutOfScopeRequest.objects.get().pk)


def _booked(project, company, canary):
    """A block of the technician's next day."""
    start = NOW + dt.timedelta(days=1)
    task = Task.objects.filter(project=project, skill_level="L2").first()
    who = {"member": company.technician, "by": company.dispatcher, "now": NOW}
    book(project=project, task=task, start=start, end=start + dt.timedelta(hours=2), note=f"Key{canary}", **who)


def _objects(project):
    kinds = (
        OutOfScopeItem,
        BomLine,
        Commitment,
        PlanProposal,
        Task,
        Milestone,
        TimeEntry,
        Document,
        Sow,
        ChangeOrder,
    )
    of_project = {model: model.objects.filter(project=project).first() for model in kinds}
    of_project[PurchaseLine] = PurchaseLine.objects.get(purchase__project=project, quantity=3)
    of_project[DealLine] = of_project[PurchaseLine].sold_line
    draft = WeeklyUpdate.objects.filter(project=project, state="draft").first()
    mail = OutgoingMail.objects.filter(kind="weekly_update", contact_id__isnull=False).first()
    named = (SavedView, ListJob, ImportJob, Notice, SupportRequest, WebhookSource, InboundEvent)
    firsts = {model: model.objects.first() for model in named} | {
        Notice: Notice.objects.get(key__startswith="world")
    }
    return of_project | {Project: project, WeeklyUpdate: draft, OutgoingMail: mail} | firsts


def _mark(canary):
    """Write the canary into every free text that does not have it yet (the audit trail can only be added to)."""
    for model in tenant_models():
        for field in model._meta.concrete_fields:
            if model._meta.db_table not in APPEND_ONLY_TABLES and _is_free_text(field):
                rows = model.objects.exclude(**{f"{field.name}__contains": canary})
                if model in (ChangeOrder, OutOfScopeItem, Sow):  # what somebody was shown does not change
                    rows = rows.filter(content_hash="")
                if field.name == "external_id":  # unique where there is one
                    rows = rows.exclude(external_id="")
                rows.update(**{field.name: Concat(F(field.name), Value(canary))})


def _is_free_text(field):
    if isinstance(field, models.EmailField | models.URLField) or field.choices or field.name == "digest":
        return False
    return isinstance(field, models.TextField) or (isinstance(field, models.CharField) and field.max_length >= 80)


def fingerprint(company):
    """A digest of every row of the company in every tenant table."""
    found = {}
    with company.scope(), connection.cursor() as cursor:
        for model in tenant_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t WHERE organization_id = %s",
                [str(company.organization.pk)],
            )
            found[model._meta.label] = cursor.fetchone()[0]
    return found


def status_token(link):
    """The token of a status link."""
    return derive_token("status", link.pk)
