"""Finding customers, contacts, deals, projects, tasks and people by any fragment, in one statement."""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Case, CharField, F, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from core.db.search import found
from customers.models import Contact, Customer
from deals.choices import DealState
from deals.models import Deal
from projects.models import Project, Task
from projects.rules.lifecycle import ENDED

SHORTEST = 2  # letters; a single one would find nearly everything
CANDIDATES = 400  # per kind, before the best of them are chosen
DECIDED = (DealState.ACCEPTED, DealState.DECLINED, DealState.NOT_A_PROJECT)
KINDS = {
    "project": (_("Projects"), "kanban", "projects"),
    "customer": (_("Customers"), "buildings", "customers"),
    "deal": (_("Deals"), "inboxes", "deals"),
    "task": (_("Tasks"), "check-circle", "projects"),
    "contact": (_("Contacts"), "person", "customers"),
    "member": (_("People"), "people", "members"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: ``kind`` is a key of KINDS, ``detail`` says where it belongs, ``is_over`` that it is history."""

    kind: str
    id: object
    label: str
    detail: str
    reference: str  # project number, customer id or address: what the link needs
    is_over: bool
    rank: int

    @property
    def icon(self):
        """The icon of its kind."""
        return KINDS[self.kind][1]

    @property
    def number(self):
        """``P-0001`` of a project and its tasks, else empty."""
        return f"P-{int(self.reference):04d}" if self.kind in ("project", "task") else ""

    def url(self, slug):
        """The page of the thing, or the page that shows it."""
        if self.kind == "project":
            return reverse("projects:detail", args=[slug, self.number])
        if self.kind == "task":
            return reverse("projects:plan", args=[slug, self.number])
        if self.kind == "deal":
            return reverse("deals:detail", args=[slug, self.id])
        if self.kind == "member":
            return f"{reverse('projects:list', args=[slug])}?status=all&project_manager={self.reference}"
        pk = self.id if self.kind == "customer" else self.reference
        return reverse("customers:detail", args=[slug, pk])


def search(organization, text, *, kinds=tuple(KINDS), most=6):
    """The best ``most`` hits of each of ``kinds`` for ``text``, best first; nothing for less than SHORTEST letters.

    Every word must occur. Whole titles come before beginnings of words before fragments, what is open before
    what is over, newer before older.
    """
    text = " ".join(text.replace("\x00", "").split())[:100]
    wanted = [kind for kind in KINDS if kind in kinds]
    if len(text) < SHORTEST or not wanted:
        return []
    parts = [_ranked(PARTS[kind](text), kind, text, most) for kind in wanted]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    hits = [Hit(*row) for row in rows]
    return sorted(hits, key=attrgetter("rank"))


def grouped(hits):
    """``[(label, hits)]`` by kind, the kind with the best hit first."""
    found_kinds = list(dict.fromkeys(hit.kind for hit in hits))
    return [(KINDS[kind][0], [hit for hit in hits if hit.kind == kind]) for kind in found_kinds]


def _ranked(rows, kind, text, most):
    """The part of the union: its columns are the fields of Hit."""
    rank = Case(
        When(title__iexact=text, then=Value(0)),
        When(title__istartswith=text, then=Value(10)),
        When(title__icontains=f" {text}", then=Value(20)),
        default=Value(30),
        output_field=IntegerField(),
    )
    over = Case(When(over=True, then=Value(5)), default=Value(0), output_field=IntegerField())
    rows = rows.annotate(kind=Value(kind, output_field=CharField()), place=rank + over)
    columns = ("kind", "pk", "title_text", "detail", "reference", "over", "place")
    return rows.order_by("place", "-pk").annotate(title_text=_text("title")).values_list(*columns)[:most]


def _text(name):
    return Cast(F(name), TextField())


def _over(**condition):
    return Case(When(Q(**condition), then=Value(True)), default=Value(False))


def _projects(text):
    rows = Project.objects.filter(pk__in=found("search_projects", text, CANDIDATES))
    return rows.annotate(detail=_text("customer__name"), reference=_text("sequence"), over=_over(status__in=ENDED))


def _tasks(text):
    rows = Task.objects.filter(pk__in=found("search_tasks", text, CANDIDATES))
    return rows.annotate(
        detail=_text("project__title"), reference=_text("project__sequence"), over=_over(done_at__isnull=False)
    )


def _deals(text):
    rows = Deal.objects.filter(pk__in=found("search_deals", text, CANDIDATES))
    return rows.annotate(detail=_text("customer_name"), reference=_text("number"), over=_over(state__in=DECIDED))


def _customers(text):
    rows = Customer.objects.filter(pk__in=found("search_customers", text, CANDIDATES))
    return rows.annotate(
        title=F("name"), detail=_text("mail_domain"), reference=_text("mail_domain"), over=_over(is_archived=True)
    )


def _contacts(text):
    rows = Contact.objects.filter(pk__in=found("search_contacts", text, CANDIDATES))
    return rows.annotate(
        title=F("name"),
        detail=_text("customer__name"),
        reference=_text("customer_id"),
        over=_over(is_active=False),
    )


def _members(text):
    """People are few: read without an index, from the directory."""
    rows = Membership.objects.all()
    for word in text.split():
        rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    return rows.annotate(
        title=F("user__name"),
        detail=_text("user__email"),
        reference=_text("user__email"),
        over=_over(is_active=False),
    )


PARTS = {
    "project": _projects,
    "customer": _customers,
    "deal": _deals,
    "task": _tasks,
    "contact": _contacts,
    "member": _members,
}
