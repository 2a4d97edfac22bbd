"""Pages of customers: list, one customer, and the forms. Everyone reads; actions guard the writes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.conflicts import clashes
from audit.queries import events
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import InvalidInput
from core.forms import add_refusal
from core.paging import chosen_ordering, page_of, search_of
from customers import actions, forms, queries
from customers.models import Contact, Customer
from customers.permissions import can_edit_customers
from customers.words import said

ORDERINGS = {
    "name": ("sorted_name", "id"),
    "contacts": ("contact_count", "id"),
    "projects": ("project_count", "id"),
}
form_page = require_http_methods(["GET", "POST"])


@require_GET
def customer_list(request, slug):
    """All customers, searched, sorted and paged by the query."""
    search = search_of(request.GET)
    archived = request.GET.get("archived") == "1"
    ordering, fields = chosen_ordering(request, ORDERINGS, "name")
    rows = queries.customer_list(request.organization, search=search, archived=archived)
    context = {
        "nav_key": "customers",
        "page": page_of(request, rows, fields),
        "search": search,
        "archived": archived,
        "ordering": ordering,
        "can_edit": can_edit_customers(request.member),
    }
    return render(request, "customers/list.html", context)


@require_GET
def customer_detail(request, slug, pk):
    """One customer with contacts, sites, references and history; deals and projects load as panels."""
    customer = queries.customer_detail(request.organization, pk)
    if customer is None:
        raise Http404
    if customer.merged_into:
        return redirect("customers:detail", slug, customer.merged_into)
    context = {
        "nav_key": "customers",
        "customer": customer,
        "history": [(event, said(event)) for event in events(request.organization, customer=customer)[:10]],
        "blackouts": queries.coming_blackouts(customer, clock.today(request.organization.zone)),
        "can_edit": can_edit_customers(request.member),
    }
    return render(request, "customers/detail.html", context)


@form_page
def new_customer(request, slug):
    """Create a customer."""
    form = forms.CustomerForm(request.POST or None, organization=request.organization)

    def save(values):
        customer = actions.create_customer(by=request.member, **values)
        messages.success(request, _("%(name)s is a customer now.") % {"name": customer.name})
        return customer.pk

    return one_form(request, slug, form, save, title=_("New customer"), verb=_("Create the customer"))


@form_page
def edit_customer(request, slug, pk):
    """Change name, zone or mail domain."""
    customer = get_object_or_404(Customer, pk=pk)
    initial = {field: getattr(customer, field) for field in actions.CUSTOMER_FIELDS}
    form = forms.CustomerForm(request.POST or None, initial=initial, organization=request.organization)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        return actions.update_customer(customer=customer, by=request.member, changes=wanted, seen=seen).pk

    title = _("Edit %(name)s") % {"name": customer.name}
    return one_form(
        request, slug, form, save, title=title, verb=_("Save the customer"), customer=customer, row=customer
    )


@require_POST
def archive_customer(request, slug, pk):
    """Archive, or with ``archived=0`` bring back."""
    customer = get_object_or_404(Customer, pk=pk)
    archived = request.POST.get("archived") != "0"
    actions.archive_customer(customer=customer, by=request.member, archived=archived)
    text = _("%(name)s is archived.") if archived else _("%(name)s is back in the list.")
    messages.success(request, text % {"name": customer.name})
    return redirect("customers:detail", slug, pk)


@form_page
def new_contact(request, slug, pk):
    """Add a contact to the customer."""
    customer = get_object_or_404(Customer, pk=pk)
    form = forms.ContactForm(request.POST or None)

    def save(values):
        actions.add_contact(customer=customer, by=request.member, **values)
        return customer.pk

    title = _("New contact at %(name)s") % {"name": customer.name}
    return one_form(request, slug, form, save, title=title, verb=_("Add the contact"), customer=customer)


@form_page
def edit_contact(request, slug, pk):
    """Change a contact."""
    contact = get_object_or_404(Contact.objects.select_related("customer"), pk=pk)
    initial = {field: getattr(contact, field) for field in actions.CONTACT_FIELDS}
    form = forms.ContactForm(request.POST or None, initial=initial)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        return actions.update_contact(contact=contact, by=request.member, changes=wanted, seen=seen).customer_id

    title = _("Edit %(name)s") % {"name": contact.name}
    return one_form(
        request, slug, form, save, title=title, verb=_("Save the contact"), customer=contact.customer, row=contact
    )


@require_POST
def activate_contact(request, slug, pk):
    """The contact left, or with ``active=1`` is back."""
    contact = get_object_or_404(Contact, pk=pk)
    active = "1" in (request.POST.get("active"), request.GET.get("active"))  # Undo sends no field
    actions.deactivate_contact(contact=contact, by=request.member, active=active)
    text = _("%(name)s is active again.") if active else _("%(name)s gets no mail any more.")
    undo = "" if active else f"{request.path}?active=1"
    messages.success(request, text % {"name": contact.name}, extra_tags=undo)
    return redirect("customers:detail", slug, contact.customer_id)


@require_POST
def resubscribe_contact(request, slug, pk):
    """The contact asked for weekly updates again."""
    contact = get_object_or_404(Contact, pk=pk)
    actions.resubscribe(contact=contact, by=request.member)
    messages.success(request, _("%(name)s gets weekly updates again.") % {"name": contact.name})
    return redirect("customers:detail", slug, contact.customer_id)


def one_form(request, slug, form, save, *, title, verb, customer=None, row=None):
    """The one form page: ``save`` gets the cleaned values and returns the customer's id. ``row`` is the one edited."""
    actions.require_editor(request.member)
    status, found = 200, []
    seen = request.POST.get("seen") or (shown(row, form.fields) if row else "")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("customers:detail", slug, save(form.cleaned_data))
            except Conflict as conflict:
                status, seen = 409, shown(row, form.fields)
                found = clashes(conflict, row, form, clock.now(), request.organization.zone)
            except InvalidInput as error:
                add_refusal(form, error)
    context = {"nav_key": "customers", "form": form, "title": title, "verb": verb, "customer": customer}
    context |= {"seen": seen, "clashes": found}
    return render(request, "customers/form.html", context, status=status)
