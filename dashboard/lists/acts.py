"""What may be done to many rows of a list at once. Each calls the action of one row, which guards and records."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.queries import members
from core.errors import DomainError
from customers.actions import archive_customer
from customers.permissions import can_edit_customers
from deals.actions import assign_deal
from deals.permissions import can_decide_deals
from deals.queries import deciders
from deals.rules import OPEN_STATES
from projects.actions import assign_people, hold_project, resume_project
from projects.permissions import ACCEPTING, can_accept_deal
from updates.actions import approve_update, unapprove_update
from updates.permissions import can_approve_updates
from updates.queries.runs import green_drafts, updates_with_people

PEOPLE = ("project_manager", "lead_tech")


class NoValues(forms.Form):
    """An act that needs nothing but the rows."""

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)


class HoldForm(NoValues):
    """Why the projects are paused; customers read it."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class AssignForm(NoValues):
    """Who manages, who leads; what is left empty stays with each project."""

    project_manager = forms.ChoiceField(label=gettext_lazy("Project manager"), required=False)
    lead_tech = forms.ChoiceField(label=gettext_lazy("Lead tech"), required=False)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, organization=organization, **kwargs)
        people = list(members(organization))
        for name, roles in (("project_manager", ACCEPTING), ("lead_tech", ("lead_tech",))):
            able = [(str(person.pk), person.name) for person in people if person.has_role(*roles)]
            self.fields[name].choices = [("", _("As it is")), *able]

    def clean(self):
        """Somebody must be chosen."""
        values = super().clean()
        if not any(values.get(name) for name in PEOPLE) and not self.errors:
            raise forms.ValidationError(_("Choose a project manager or a lead tech."))
        return values


class CareForm(NoValues):
    """Which project manager looks after the deals; nobody is a choice."""

    project_manager = forms.ChoiceField(label=gettext_lazy("Looked after by"), required=False)

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, organization=organization, **kwargs)
        people = [(str(person.pk), person.name) for person in deciders(organization)]
        self.fields["project_manager"].choices = [("", _("Whoever comes first")), *people]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``apply(row, values, by, now)`` returns what ``undo(row, before, by, now)`` needs.

    ``may(member)`` says whether it is offered; whether it may be done to a row, its action decides. ``among(rows)``
    are the rows it makes sense for, ``note`` is what one must know before.
    """

    key: str
    label: Any
    form: type
    may: Callable
    apply: Callable
    undo: Callable
    among: Callable = lambda rows: rows
    note: Any = ""


def open_deals(rows):
    """Decided deals are looked after by their project."""
    return rows.filter(state__in=OPEN_STATES)


def _assign(row, values, by, now):
    was = {name: str(getattr(row, f"{name}_id")) for name in PEOPLE if values.get(name)}
    people = {name: Membership.objects.select_related("user").get(pk=values[name]) for name in was}
    assign_people(project=row, by=by, now=now, **people)
    return {"was": was, "wrote": {name: values[name] for name in was}}


def _assign_back(row, before, by, now):
    _require_as_written(row, before["wrote"])
    _assign(row, before["was"], by, now)


def _require_as_written(row, wrote):
    """Undoing never takes away what somebody else has decided since."""
    if any(str(getattr(row, f"{name}_id") or "") != value for name, value in wrote.items()):
        raise DomainError("changed_meanwhile", _("Somebody assigned it anew since; it stays as it is."))


def _hold(row, values, by, now):
    hold_project(project=row, by=by, now=now, reason=values["reason"])
    return {}


def _resume(row, values, by, now):
    before = {"reason": row.status_reason}
    resume_project(project=row, by=by, now=now)
    return before


def _care(row, values, by, now):
    was = {"project_manager": str(row.project_manager_id or "")}
    assign_deal(deal=row, project_manager=_person(values["project_manager"]), by=by, now=now)
    return {"was": was, "wrote": {"project_manager": values["project_manager"]}}


def _care_back(row, before, by, now):
    _require_as_written(row, before["wrote"])
    _care(row, before["was"], by, now)


def _person(pk):
    return Membership.objects.select_related("user").get(pk=pk) if pk else None


def _approve(row, values, by, now):
    update = green_drafts(updates_with_people()).filter(pk=row.pk).first()
    if update is None:
        raise DomainError("not_green", _("It is not a green draft: it needs your eyes."))
    approve_update(update=update, by=by, now=now)
    return {}


def _unapprove(row, values, by, now):
    unapprove_update(update=updates_with_people().get(pk=row.pk), by=by, now=now)
    return {}


def _archive(row, values, by, now):
    archive_customer(customer=row, by=by, archived=True)
    return {}


def _restore(row, values, by, now):
    archive_customer(customer=row, by=by, archived=False)
    return {}


ACTS = {
    "projects": (
        Act("assign", gettext_lazy("Assign people"), AssignForm, can_accept_deal, _assign, _assign_back),
        Act("hold", gettext_lazy("Put on hold"), HoldForm, can_accept_deal, _hold, _resume),
        Act("resume", gettext_lazy("Resume"), NoValues, can_accept_deal, _resume, _hold),
    ),
    "deals": (
        Act(
            "care",
            gettext_lazy("Assign a project manager"),
            CareForm,
            can_decide_deals,
            _care,
            _care_back,
            among=open_deals,
        ),
    ),
    "updates": (
        Act(
            "approve",
            gettext_lazy("Approve what is green"),
            NoValues,
            can_approve_updates,
            _approve,
            _unapprove,
            among=green_drafts,
            note=gettext_lazy(
                "What is approved after the moment of its week leaves at once; until then you can take it back."
            ),
        ),
    ),
    "customers": (
        Act("archive", gettext_lazy("Archive"), NoValues, can_edit_customers, _archive, _restore),
        Act("restore", gettext_lazy("Bring back"), NoValues, can_edit_customers, _restore, _archive),
    ),
}


def acts_of(list_key, member):
    """The acts on that list that are offered to the member."""
    return [act for act in ACTS.get(list_key, ()) if act.may(member)]


def act_named(list_key, key):
    """The act of that list, or None."""
    return next((act for act in ACTS.get(list_key, ()) if act.key == key), None)
