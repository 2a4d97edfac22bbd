"""Acts on one update, or on all green ones: guard, call the action, go back to the queue."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, seen_in, shown, wanted_in
from core.errors import DomainError
from customers.models import Contact
from updates import actions
from updates.choices import UpdateState
from updates.forms import WordsForm
from updates.permissions import can_manage_update
from updates.queries.queue import week_of
from updates.queries.runs import updates_with_people
from updates.views.queue import conflict_page


@require_POST
def act(request, slug, pk, act):
    """One act on one update; ``act`` is a name of ACTS, anything else is a 404."""
    if act not in ACTS:
        raise Http404
    update = get_object_or_404(updates_with_people(), pk=pk)
    try:
        with transaction.atomic():
            said, following = ACTS[act](request, update, clock.now())
    except Conflict as conflict:
        return _conflict(request, pk, conflict)
    messages.success(request, said)
    return redirect(following or update.get_absolute_url())


@require_POST
def words(request, slug, pk):
    """Save the words: as they are typed by htmx (answers when it saved), or by the button."""
    update = get_object_or_404(updates_with_people(), pk=pk)
    if request.htmx and "clash" in request.POST:  # typing on is no answer to the question whose words stay
        return _refused(_("Choose first whose words stay."), 409)
    try:
        with transaction.atomic():
            _write(request, update, clock.now())
    except Conflict as conflict:
        return _conflict(request, pk, conflict)
    except DomainError as error:
        if not request.htmx:
            raise
        return HttpResponse(error.message, status=422)
    if request.htmx:
        return render(request, "updates/_saved.html", {"update": update, "seen": shown(update, ("words",))})
    messages.success(request, _("Your words are saved."))
    return redirect(update.get_absolute_url())


def _write(request, update, now):
    """Store the posted words, unless their writer chose to keep what somebody else wrote."""
    wanted = wanted_in(request.POST, {"words": request.POST.get("words", "")})
    if wanted:
        actions.write_words(update=update, by=request.member, now=now, seen=seen_in(request.POST), **wanted)


def _conflict(request, pk, conflict):
    """Both versions beside the field: by itself for htmx, as the page with what was typed otherwise."""
    update = get_object_or_404(updates_with_people(), pk=pk)
    found = clashes(conflict, update, WordsForm(), clock.now(), request.organization.zone)
    if not request.htmx:
        return conflict_page(request, update, found, request.POST.get("words", ""))
    context = {"clashes": found, "seen": shown(update, ("words",))}
    answer = render(request, "components/conflict.html", context, status=422)
    return retarget(reswap(answer, "innerHTML"), "#words-conflict")


def _refused(sentence, status):
    answer = HttpResponse(sentence, status=status)
    answer["X-Problem"] = quote(sentence)
    return answer


@require_POST
def approve_green(request, slug):
    """Approve every green draft of the week that the member may approve."""
    now = clock.now()
    week = week_of(request.organization, _week(request), now)
    done = 0
    for row in week.greens:
        if can_manage_update(request.member, row.update):
            actions.approve_update(update=row.update, by=request.member, now=now)
            done += 1
    messages.success(
        request, ngettext("%d green update is approved.", "%d green updates are approved.", done) % done
    )
    return redirect(f"{reverse('updates:queue', args=[slug])}?week={week.start.isoformat()}")


def _week(request):
    if not request.POST.get("update"):
        return None
    return get_object_or_404(updates_with_people(), pk=_posted_id(request, "update")).week_start


def _posted_id(request, name):
    """The id in the field ``name``; what is no id is not found."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


def _approve(request, update, now):
    if "words" in request.POST:
        _write(request, update, now)
    actions.approve_update(update=update, by=request.member, now=now)
    said = _("%s is approved.") if update.state == UpdateState.APPROVED else _("%s is sent.")
    return said % update.project.title, _next_open(request, update, now)


def _next_open(request, update, now):
    """The next update of the week that waits for somebody, so that the keys go on."""
    rows = week_of(request.organization, update.week_start, now).rows
    waiting = [row for row in rows if row.update.state == UpdateState.DRAFT and row.update.pk != update.pk]
    return waiting[0].url if waiting else ""


def _unapprove(request, update, now):
    actions.unapprove_update(update=update, by=request.member, now=now)
    return _("The approval is taken back."), ""


def _hold(request, update, now):
    actions.hold_update(update=update, reason=request.POST.get("reason", ""), by=request.member, now=now)
    return _("%s is held.") % update.project.title, ""


def _release(request, update, now):
    actions.release_update(update=update, by=request.member, now=now)
    return _("%s is a draft again.") % update.project.title, ""


def _no_change(request, update, now):
    actions.say_no_change(update=update, by=request.member, now=now)
    return _("The words say that nothing changed."), ""


def _refresh(request, update, now):
    actions.refresh_facts(update=update, by=request.member, now=now)
    return _("The facts are those of now."), ""


def _send(request, update, now):
    mails = actions.send_update(update=update, by=request.member, now=now)
    return ngettext("Sent to %d person.", "Sent to %d people.", len(mails)) % len(mails), ""


def _correct(request, update, now):
    correction = actions.correct_update(update=update, by=request.member, now=now)
    return _("A new version is drafted. It goes out when you approve it."), correction.get_absolute_url()


def _discard(request, update, now):
    earlier = actions.discard_correction(update=update, by=request.member, now=now)
    return _("The correction is discarded. What was sent stays."), earlier.get_absolute_url()


def _resend(request, update, now):
    contact = get_object_or_404(Contact, pk=_posted_id(request, "contact"), customer=update.project.customer_id)
    actions.resend_update(update=update, contact=contact, by=request.member, now=now)
    return _("Sent again to %s.") % contact.name, ""


ACTS = {
    "approve": _approve,
    "unapprove": _unapprove,
    "hold": _hold,
    "release": _release,
    "no-change": _no_change,
    "refresh": _refresh,
    "send": _send,
    "correct": _correct,
    "discard": _discard,
    "resend": _resend,
}
