"""Reading customers and their contacts; the first argument is the organization or the customer."""

from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Lower

from customers.models import BlackoutDate, Contact, Customer, CustomerMerge
from customers.rules import alike_pairs, is_similar_name, name_words, telling_domain

MOST_CANDIDATES = 200
MOST_COMPARED, MOST_PAIRS = 5000, 50
MOST_STEPS = 20  # merges of merges


def customers(organization, *, search="", archived=False, updated_since=None):
    """Customers of the organization in force; ``archived`` None gives both kinds.

    ``search`` finds a fragment of the name, the mail domain or a contact's name or address.
    """
    rows = Customer.objects.all()
    if archived is not None:
        rows = rows.filter(is_archived=archived)
    if search:
        found = Contact.objects.filter(Q(name__icontains=search) | Q(email__icontains=search), is_active=True)
        rows = rows.filter(
            Q(name__icontains=search) | Q(mail_domain__icontains=search) | Q(pk__in=found.values("customer_id"))
        )
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return rows


def customers_by_name(names):
    """``{name in lower case: id}`` of the customers with these names, given in lower case; no statement for none."""
    if not names:
        return {}
    rows = Customer.objects.annotate(plain=Lower("name")).filter(plain__in=names)
    return dict(rows.values_list("plain", "pk"))


def customer_list(organization, **filters):
    """``customers`` with what a list shows: ``contact_count``, ``project_count``, ``sorted_name``.

    Projects are counted through the relation they declare; nothing of theirs is imported.
    """
    return customers(organization, **filters).annotate(
        contact_count=Count("contacts", filter=Q(contacts__is_active=True), distinct=True),
        project_count=Count("projects", distinct=True),
        sorted_name=Lower("name"),
    )


def customer_detail(organization, pk):
    """The customer with ``all_contacts`` (active first, by name) and ``all_sites`` at hand, or None."""
    customer = Customer.objects.filter(pk=pk).first()
    if customer is not None:
        customer.all_contacts = list(contacts_of(customer))
        customer.all_sites = list(customer.sites.order_by("name"))
        customer.all_references = list(customer.references.order_by("source"))
    return customer


def contacts_of(customer):
    """Every contact of the customer, active ones first, by name."""
    return Contact.objects.filter(customer=customer).order_by("-is_active", Lower("name"), "id")


def contacts(organization, *, search="", customer=None, updated_since=None):
    """Contacts of the organization in force with their customers."""
    rows = Contact.objects.select_related("customer")
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if customer:
        rows = rows.filter(customer_id=customer)
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return rows


def customer_by_reference(organization, source, external_id):
    """The customer whom ``source`` calls ``external_id``, or None."""
    if not external_id:
        return None
    return Customer.objects.filter(references__source=source, references__external_id=external_id).first()


def similar_customers(organization, name, emails=()):
    """Customers that may be the named one: a similar name, or a mail domain of ``emails`` that tells.

    The database narrows by single words, the rule decides.
    """
    domains = {domain for domain in map(telling_domain, emails) if domain}
    words = name_words(name)[:4]
    wanted = [Q(name__icontains=word) for word in words] + [Q(name__istartswith=word[:3]) for word in words[:1]]
    by_domain = [Q(mail_domain__iexact=domain) for domain in domains]
    if not wanted and not by_domain:
        return []
    at_domain = _customers_with_mail_at(domains)
    condition = reduce(or_, wanted + by_domain, Q(pk__in=at_domain) if at_domain else Q(pk__in=[]))
    rows = Customer.objects.filter(condition, merged_into=None).order_by(Lower("name"), "id")[:MOST_CANDIDATES]
    return [
        row
        for row in rows
        if row.pk in at_domain or row.mail_domain.lower() in domains or is_similar_name(row.name, name)
    ]


def _customers_with_mail_at(domains):
    if not domains:
        return set()
    condition = reduce(or_, (Q(email__iendswith=f"@{domain}") for domain in domains))
    return set(Contact.objects.filter(condition).values_list("customer_id", flat=True)[:MOST_CANDIDATES])


def coming_blackouts(customer, today):
    """Closed days of the customer that are not over, with their site, the next first."""
    rows = BlackoutDate.objects.filter(customer=customer, ends_on__gte=today).select_related("site")
    return rows.order_by("starts_on", "id")


def blackouts_between(customer_id, first, last):
    """Closed days of the customer that touch ``first`` to ``last``, with their site, the first one first."""
    rows = BlackoutDate.objects.filter(customer=customer_id, starts_on__lte=last, ends_on__gte=first)
    return rows.select_related("site").order_by("starts_on", "id")


def duplicate_pairs(organization):
    """``(customer, customer)`` that may be one, the older first; at most MOST_PAIRS. Two statements."""
    rows = Customer.objects.filter(is_archived=False, merged_into=None).order_by("created_at", "id")
    found = alike_pairs(list(rows.values_list("pk", "name", "mail_domain")[:MOST_COMPARED]))[:MOST_PAIRS]
    known = Customer.objects.in_bulk({pk for pair in found for pk in pair})
    return [(known[one], known[other]) for one, other in found]


def recent_merges(*, since):
    """Merges since that instant that were not taken back, newest first."""
    rows = CustomerMerge.objects.filter(merged_at__gte=since, undone_at=None).select_related("winner", "by__user")
    return rows.order_by("-merged_at")


def customer_by_text(text):
    """The customer whose id ``text`` is, or None; one that is part of another does not count."""
    try:
        pk = UUID(str(text))
    except ValueError:
        return None
    return Customer.objects.filter(pk=pk, merged_into=None).first()


def standing_customer(pk):
    """The customer of that id; of a merged one the customer that it is a part of now. None: no such id."""
    for _step in range(MOST_STEPS):
        row = Customer.objects.filter(pk=pk).first()
        if row is None or row.merged_into is None:
            return row
        pk = row.merged_into
    return row


def what_moves(customer):
    """``(words, count)`` of everything that a merge takes along. One statement per kind of row."""
    found = []
    for relation in Customer._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many):
            continue
        model = relation.related_model
        count = 0 if model is CustomerMerge else model.objects.filter(**{relation.field.name: customer}).count()
        if count:
            words = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            found.append((str(words), count))
    return sorted(found)
