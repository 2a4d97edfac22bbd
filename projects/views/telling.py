"""What the customer knows: told dates, agreed dates, and the links to their status page."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.errors import DomainError, InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from customers.models import Contact
from projects import actions, permissions
from projects.forms.dates import AgreeForm, TellForm
from projects.queries import health_of, pages
from projects.views.frame import address, find, frame


@require_http_methods(["GET", "POST"])
def tell(request, slug, number):
    """The message with today's dates, ready to say, and the record of who was told how."""
    project = _managed(request, number)
    health = health_of(project)
    contacts = list(pages.contacts_of(project))
    start = project.started_on or health.expected_start or project.committed_start
    initial = {"start": start, "end": project.delivered_on or health.expected_end or project.committed_end}
    form = TellForm(request.POST or None, initial=initial, contacts=contacts)

    def save(values):
        actions.tell_dates(
            project=project,
            start=values["start"],
            end=values["end"],
            how=form.how(),
            by=request.member,
            now=clock.now(),
        )
        return _("%s knows the dates now.") % project.customer.name

    context = {"contacts": contacts, "said": initial, "template": "projects/tell.html"}
    return _dates(request, project, form, save, context)


@require_http_methods(["GET", "POST"])
def agree(request, slug, number):
    """The customer agreed to new dates: these are the promise from now on."""
    project = _managed(request, number)
    initial = {"start": project.committed_start, "end": project.committed_end}
    form = AgreeForm(request.POST or None, initial=initial)

    def save(values):
        actions.agree_dates(project=project, by=request.member, now=clock.now(), **values)
        return _("The new dates are the promise now. The first ones stay in sight.")

    return _dates(request, project, form, save, {"template": "projects/agree.html"})


@require_POST
def view_as_customer(request, slug, number):
    """Open the status page through the link of a contact (``contact``, or the first who receives updates)."""
    project = _managed(request, number)
    return HttpResponseRedirect(_link(request, project)[0])


@require_POST
def make_link(request, slug, number):
    """Give a contact a link to the status page; the page shows it to copy."""
    project = _managed(request, number)
    _address, contact = _link(request, project)
    messages.success(request, _("%s has a link to the status page.") % contact.name)
    return redirect(request, f"{address(project, 'detail')}#people")


@require_POST
def revoke_link(request, slug, number):
    """Close the link of one contact; it never opens again."""
    project = _managed(request, number)
    contact = get_object_or_404(Contact, pk=request.POST.get("contact"), customer_id=project.customer_id)
    actions.revoke_status_links(project=project, contact=contact, by=request.member, now=clock.now())
    messages.success(request, _("The link of %s is closed.") % contact.name)
    return redirect(request, f"{address(project, 'detail')}#people")


def _link(request, project):
    rows = pages.contacts_of(project)
    wanted = request.POST.get("contact")
    contact = get_object_or_404(rows, pk=wanted) if wanted else rows.first()
    if contact is None:
        raise DomainError("no_contact", _("%s has no contact yet. Add one first.") % project.customer.name)
    link = actions.ensure_status_link(project=project, contact=contact, by=request.member, now=clock.now())
    return link, contact


def _managed(request, number):
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager speaks for the project to the customer."))
    return project


def _dates(request, project, form, save, context):
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, save(form.cleaned_data))
                return redirect(request, address(project, "detail"))
            except InvalidInput as error:
                add_refusal(form, error)
        status = 422
    template = context.pop("template")
    context |= frame(request, project, "detail") | {
        "form": form,
        "back": address(project, "detail"),
        "telling": True,
    }
    return render(request, template, context, status=status)
