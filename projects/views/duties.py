"""One responsibility of a project: its playbook, its evidence, and what a person can do about it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import InvalidInput
from core.forms import add_refusal
from core.htmx import redirect
from projects import actions, permissions
from projects.choices import EvidenceEffect
from projects.forms.duties import ConfirmForm, WaitForm, WaiveForm
from projects.queries import responsibilities_of
from projects.queries.out_of_scope import is_evident
from projects.queries.standards import playbook_of
from projects.rules import responsibilities as rules
from projects.rules.lifecycle import is_open
from projects.views.frame import address, find

SHAPES = {
    "fulfills": ("is-done", "check-lg"),
    "waits": ("is-wait", "hourglass-split"),
    "reopens": ("is-again", "arrow-counterclockwise"),
    "notes": ("is-open", "chat-left-text"),
}
WHERE = {
    "purchased": "reconciliation",
    "sow_bom": "scope",
    "plan": "plan",
    "weekly_updates": "updates",
    "out_of_scope": "out_of_scope",
}  # where its facts are made
FORMS = {"confirm": ConfirmForm, "wait": WaitForm, "waive": WaiveForm}


@require_GET
def responsibility(request, slug, number, key):
    """The drawer with the evidence; a page of its own for a colleague or without script."""
    return _show(request, find(request, number), key, {})


@require_POST
def confirm(request, slug, number, key):
    """Fulfilled, seen by a person."""

    def save(project, values, now):
        evidence = actions.confirm_responsibility(
            project=project, key=key, seen=values["seen"], by=request.member, now=now
        )
        if evidence.effect == EvidenceEffect.NOTES:
            return _("Noted. %s is confirmed once the project is delivered."), False
        return _("%s is confirmed."), True

    return _write(request, number, key, "confirm", save)


@require_POST
def wait(request, slug, number, key):
    """The counterparty was asked."""

    def save(project, values, now):
        actions.wait_on_counterparty(project=project, key=key, what=values["what"], by=request.member, now=now)
        return _("%s waits on the other side now."), False

    return _write(request, number, key, "wait", save)


@require_POST
def waive(request, slug, number, key):
    """Not needed, with a name and a reason."""

    def save(project, values, now):
        actions.waive_responsibility(project=project, key=key, reason=values["reason"], by=request.member, now=now)
        return _("%s is waived."), True

    return _write(request, number, key, "waive", save)


@require_POST
def take_back(request, slug, number, key):
    """The waiver or the confirmation by hand no longer counts; both stay on record."""
    project = find(request, number)
    row = actions.take_back(project=project, key=key, by=request.member, now=clock.now())
    messages.success(request, _("Taken back: %(duty)s is %(state)s.") % _said(row))
    return redirect(request, address(project, "detail"))


def _said(row):
    return {"duty": rules.BY_KEY[row.key].name, "state": row.get_state_display().lower()}


def _write(request, number, key, verb, save):
    project = find(request, number)
    form = FORMS[verb](request.POST, prefix=verb)
    if key in rules.BY_KEY and form.is_valid():
        try:
            text, can_be_undone = save(project, form.cleaned_data, clock.now())
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            undo = address(project, "take_back", key) if can_be_undone else ""
            messages.success(request, text % rules.BY_KEY[key].name, extra_tags=undo)
            return redirect(request, address(project, "detail"))
    return _show(request, project, key, {verb: form}, status=422)


def _show(request, project, key, bound, status=200):
    today = clock.today(request.organization.zone)
    duty = next((one for one in responsibilities_of(project, today) if one.key == key), None)
    if duty is None:
        raise Http404
    playbook, proof = playbook_of(project.project_class, key)
    by_facts = _is_by_facts(project, key)
    context = {
        "nav_key": "projects",
        "project": project,
        "duty": duty,
        "rule": rules.BY_KEY[key],
        "playbook": playbook,
        "proof": proof,
        "owner": _owner(project, duty),
        "counterparty": rules.BY_KEY[key].counterparty.label,
        "evidence": [_evidence(fact) for fact in reversed(duty.evidence)],
        "forms": _forms(request.member, project, duty, bound, by_facts),
        "can_take_back": _may_take_back(request.member, project, duty),
        "by_facts": by_facts,
        "facts_url": address(project, WHERE[key]) if key in WHERE else "",
        "back": address(project, "detail"),
    }
    return render(request, "projects/responsibility.html", context, status=status)


def _is_by_facts(project, key):
    """Whether nobody confirms it by hand; out-of-scope work once some has begun."""
    return not rules.can_be_confirmed_by_hand(key) or (key == "out_of_scope" and is_evident(project))


def _forms(member, project, duty, bound, by_facts):
    """What this member may do now: ``{confirm, wait, waive}`` forms, only those that the server would take."""
    settled = duty.state in rules.SETTLED
    if not is_open(project.status) or settled:
        return {}
    may = permissions.can_confirm(member, project, duty.key)
    after_delivery = rules.BY_KEY[duty.key].not_due_until == rules.NotDueUntil.DELIVERED
    allowed = {
        "confirm": may and not by_facts and (project.delivered_on is not None or not after_delivery),
        "wait": permissions.can_wait(member, project, duty.key) and duty.state != "not_due",
        "waive": permissions.can_waive(member, project, duty.key),
    }
    return {verb: bound.get(verb) or FORMS[verb](prefix=verb) for verb, able in allowed.items() if able}


def _may_take_back(member, project, duty):
    """Whether this member may undo what a person said by hand, as ``actions.take_back`` sees it."""
    last = [fact for fact in duty.evidence if fact.effect != EvidenceEffect.NOTES][-1:]
    if not is_open(project.status) or not rules.is_taken_back_by_hand(duty.state, last and last[0].kind):
        return False
    may = permissions.can_waive if duty.state == "waived" else permissions.can_confirm
    return may(member, project, duty.key)


def _owner(project, duty):
    named = {
        "project_manager": project.project_manager,
        "lead_tech": project.lead_tech,
        "sales": project.salesperson,
    }
    person = named.get(duty.owner_role)
    return (
        person.name if person else {"dispatcher": _("Dispatch"), "support": _("Support")}.get(duty.owner_role, "")
    )


def _evidence(fact):
    css, icon = SHAPES[fact.effect]
    return {
        "css": css,
        "icon": icon,
        "text": fact.text,
        "who": fact.by.name if fact.by else "",
        "at": fact.at,
        "url": fact.url,
    }
