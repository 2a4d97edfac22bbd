"""The customer's people on the project: put on, change, take off."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.conflicts import seen_in, wanted_in
from core.errors import NotAllowed
from core.htmx import redirect
from projects import actions, permissions
from projects.actions.contacts import FIELDS
from projects.forms.contacts import ChooseContactForm, NewContactForm, SeatForm
from projects.models import ProjectContact
from projects.queries.contacts import customer_people
from projects.views.frame import address, find
from projects.views.row_form import row_form
from projects.views.undo import remember


@require_http_methods(["GET", "POST"])
def choose(request, slug, number):
    """One of the customer's contacts who is not on the project yet; without any, a new one."""
    project = _managed(request, number)
    offered = [contact for contact in customer_people(project) if not contact.seat]
    if not offered and request.method == "GET":
        return redirect(request, address(project, "new_contact"))
    form = ChooseContactForm(request.POST or None, offered=offered)

    def save(values):
        contact, rest = form.chosen(), {"role": values["role"], "receives_updates": values["receives_updates"]}
        actions.add_project_contact(project=project, contact=contact, by=request.member, now=clock.now(), **rest)
        messages.success(request, _("%s is on the project.") % contact.name)

    title = _("Add a contact of %s") % project.customer.name
    return row_form(
        request, project, form, save, title=title, label=_("Add to the project"), back=_people(project)
    )


@require_http_methods(["GET", "POST"])
def add(request, slug, number):
    """Somebody the customer has named just now."""
    project = _managed(request, number)
    form = NewContactForm(request.POST or None)

    def save(values):
        wanted = {"receives": values.pop("receives_updates"), **values}
        seat = actions.add_new_project_contact(project=project, by=request.member, now=clock.now(), **wanted)
        messages.success(request, _("%s is on the project.") % seat.contact.name)

    title = _("A new contact of %s") % project.customer.name
    return row_form(
        request, project, form, save, title=title, label=_("Add to the project"), back=_people(project)
    )


@require_http_methods(["GET", "POST"])
def edit(request, slug, number, pk):
    """Role on the project, and whether its update goes to them."""
    project = _managed(request, number)
    seat = _seat(project, pk)
    form = SeatForm(request.POST or None, initial={name: getattr(seat, name) for name in FIELDS})

    def save(values):
        changes, seen = wanted_in(request.POST, values), seen_in(request.POST)
        act = {"seat": seat, "by": request.member, "now": clock.now()}
        actions.update_project_contact(changes=changes, seen=seen, **act)

    return row_form(
        request,
        project,
        form,
        save,
        title=seat.contact.name,
        label=_("Save"),
        back=_people(project),
        row=seat,
        fields=FIELDS,
        delete_url=address(project, "remove_contact", seat.contact_id),
        delete_label=_("Take off the project"),
    )


@require_POST
def remove(request, slug, number, pk):
    """Off the project: no more of its updates, and their link to its page closes."""
    project = find(request, number)
    seat = _seat(project, pk)
    undo = remember(request, project, seat)
    actions.remove_project_contact(seat=seat, by=request.member, now=clock.now())
    text = _("%s is off the project: no more updates of it, and the status page link is closed.")
    messages.success(request, text % seat.contact.name, extra_tags=undo)
    return redirect(request, _people(project))


def _managed(request, number):
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager says who of the customer's is on the project."))
    return project


def _seat(project, pk):
    seat = get_object_or_404(ProjectContact.objects.select_related("contact"), project=project, contact=pk)
    seat.project = project
    return seat


def _people(project):
    return f"{address(project, 'detail')}#people"
