"""What the customer knows: told dates, agreed dates, and the links to their status page."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import DomainError, InvalidInput, NotAllowed
from core.forms import add_refusal
from core.htmx import redirect
from customers.models import Contact
from mailing.render import render_mail
from projects import actions, permissions
from projects.actions.dates import PROMISED
from projects.actions.guards import refuse
from projects.forms.dates import AgreeForm, SendDatesForm, TellForm
from projects.mails import dates_context, dates_text
from projects.queries import health_of
from projects.queries.contacts import contacts_of, gets_updates
from projects.views.frame import address, find, frame


@require_http_methods(["GET", "POST"])
def tell(request, slug, number):
    """A mail with today's dates, to be looked at and sent; or the record of who was told by phone or in person."""
    project = _managed(request, number)
    contacts = contacts_of(project)
    said = _dates_of(project)
    act = request.POST.get("act", "record") if request.method == "POST" else ""
    mail = {"start": said["start"], "end": said["end"], "text": dates_text(project)}
    mail["contacts"] = [str(contact.pk) for contact in contacts if gets_updates(contact)]
    notice = SendDatesForm(request.POST if act in ("preview", "send") else None, initial=mail, contacts=contacts)
    form = TellForm(request.POST if act == "record" else None, initial=said, contacts=contacts)
    shown = _preview(project, notice) if act == "preview" and notice.is_valid() else None
    context = {"contacts": contacts, "said": said, "template": "projects/tell.html"}
    context |= {"notice": notice, "shown": shown, "form": form}
    if act == "send":
        return _dates(request, project, notice, _sender(request, project, notice), context)
    return _dates(
        request, project, notice if act == "preview" else form, _recorder(request, project, form), context
    )


def _dates_of(project):
    health = health_of(project)
    start = project.started_on or health.expected_start or project.committed_start
    return {"start": start, "end": project.delivered_on or health.expected_end or project.committed_end}


def _sender(request, project, notice):
    def save(values):
        wanted = {name: values[name] for name in ("start", "end", "text")}
        now, contacts = clock.now(), notice.chosen()
        actions.send_dates(project=project, contacts=contacts, by=request.member, now=now, **wanted)
        return ngettext("Sent to %d person.", "Sent to %d people.", len(contacts)) % len(contacts)

    return save


def _recorder(request, project, form):
    def save(values):
        wanted = {name: values[name] for name in ("start", "end")}
        actions.tell_dates(project=project, how=form.how(), by=request.member, now=clock.now(), **wanted)
        return _("%s knows the dates now.") % project.customer.name

    return save


def _preview(project, notice):
    """The mail as the first chosen reader would get it, with a placeholder for their own link."""
    values = notice.cleaned_data
    wanted = {name: values[name] for name in ("start", "end", "text")}
    url, today = _("(their own link to the status page)"), clock.today(project.organization.zone)
    return render_mail("dates_notice", dates_context(project, notice.chosen()[0], url=url, today=today, **wanted))


@require_http_methods(["GET", "POST"])
def agree(request, slug, number):
    """The customer agreed to new dates: these are the promise from now on."""
    project = _managed(request, number)
    initial = {"start": project.committed_start, "end": project.committed_end}
    form = AgreeForm(request.POST or None, initial=initial)
    seen = request.POST.get("seen") or shown(project, PROMISED)

    def save(values):
        wanted = wanted_in(request.POST, {PROMISED[0]: values["start"], PROMISED[1]: values["end"]})
        start, end = (wanted.get(name, getattr(project, name)) for name in PROMISED)
        act = {"project": project, "by": request.member, "now": clock.now(), "seen": seen_in(request.POST)}
        actions.agree_dates(start=start, end=end, how=values["how"], **act)
        return _("The new dates are the promise now. The first ones stay in sight.")

    return _dates(request, project, form, save, {"template": "projects/agree.html", "seen": seen})


@require_POST
def make_link(request, slug, number):
    """Give a contact a link to the status page; the page shows it to copy."""
    project = _managed(request, number)
    contact = _link(request, project)
    messages.success(request, _("%s has a link to the status page.") % contact.name)
    return redirect(request, f"{address(project, 'detail')}#people")


@require_POST
def revoke_link(request, slug, number):
    """Close the link of one contact; it never opens again."""
    project = _managed(request, number)
    contact = get_object_or_404(Contact, pk=_posted_contact(request), customer_id=project.customer_id)
    actions.revoke_status_links(project=project, contact=contact, by=request.member, now=clock.now())
    messages.success(request, _("The link of %s is closed.") % contact.name)
    return redirect(request, f"{address(project, 'detail')}#people")


def _posted_contact(request):
    """The id in the field ``contact``; what is no id at all is a wrong request, not a missing contact."""
    try:
        return UUID(request.POST.get("contact", ""))
    except ValueError:
        refuse("/contact", "invalid", _("Choose a contact from the list."))


def _link(request, project):
    rows = contacts_of(project)
    wanted = _posted_contact(request) if request.POST.get("contact") else None
    contact = next((row for row in rows if wanted in (None, row.pk)), None)
    if contact is None and wanted:
        raise Http404
    if contact is None:
        raise DomainError("no_contact", _("%s has no contact yet. Add one first.") % project.number)
    actions.ensure_status_link(project=project, contact=contact, by=request.member, now=clock.now())
    return contact


def _managed(request, number):
    project = find(request, number)
    if not permissions.can_manage_project(request.member, project):
        raise NotAllowed(_("Only the project's manager speaks for the project to the customer."))
    return project


def _dates(request, project, form, save, context):
    status = 200
    if request.method == "POST" and not context.get("shown"):
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    messages.success(request, save(form.cleaned_data))
                return redirect(request, address(project, "detail"))
            except Conflict as conflict:
                status = 409
                context |= _clashing(project, form, conflict)
            except InvalidInput as error:
                add_refusal(form, error)
    template = context.pop("template")
    context |= frame(request, project, "detail") | {
        "form": context.get("form", form),
        "back": address(project, "detail"),
        "telling": True,
    }
    return render(request, template, context, status=status)


def _clashing(project, form, conflict):
    """Theirs beside mine, and what the form shows from now on."""
    names = dict(zip(PROMISED, ("start", "end"), strict=True))
    found = clashes(conflict, project, form, clock.now(), project.organization.zone, names=names)
    return {"clashes": found, "seen": shown(project, PROMISED)}
