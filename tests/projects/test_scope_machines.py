"""Random acts by random people on the scope of a project: no illegal turn, no effect without the customer's signature."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from projects import actions
from projects.models import ChangeOrder, Project, Sow
from projects.queries.scope import is_whole
from projects.rules import change_orders, sow
from tests.factories.scope import draft_change, draft_sow

pytestmark = pytest.mark.django_db
EXAMPLES = 400 if os.environ.get("MSP_GATE") else 8
ROLES = ("owner", "project_manager", "lead_tech", "technician", "sales")
ANSWER = {"name": "Ann Lee", "method": "email", "reference": "Mail"}
SOW_ACTS = {
    "start": lambda project, _row, _by, now: draft_sow(project, now=now),
    "submit": lambda _project, row, by, now: actions.submit_sow(sow=row, by=by, now=now),
    "approve": lambda _project, row, by, now: actions.approve_sow(sow=row, by=by, now=now),
    "reject": lambda _project, row, by, now: actions.reject_sow(sow=row, reason="No", by=by, now=now),
    "edit": lambda _project, row, by, now: actions.update_sow(sow=row, by=by, now=now, objectives=str(now)),
}
ORDER_ACTS = {
    "add": lambda project, _row, _by, now: draft_change(project, now=now, committed_end=None),
    "edit": lambda _project, row, by, now: actions.update_change_order(order=row, by=by, now=now, reason=str(now)),
    "propose": lambda _project, row, by, now: actions.propose_change_order(order=row, by=by, now=now),
    "approve": lambda _project, row, by, now: actions.approve_change_order(order=row, by=by, now=now),
    "record": lambda _project, row, by, now: actions.record_customer_approval(order=row, by=by, now=now, **ANSWER),
    "reject": lambda _project, row, by, now: actions.reject_change_order(order=row, reason="No", by=by, now=now),
    "withdraw": lambda _project, row, by, now: actions.withdraw_change_order(
        order=row, reason="No", by=by, now=now
    ),
}


def run(project, harbor, model, acts, rules, steps, later):
    """Play the steps and look after each; everything is undone at the end."""
    with transaction.atomic():
        for hours, (act, role, which) in enumerate(steps):
            rows = list(model.objects.filter(project=project).order_by("created_at", "id"))
            row = rows[which % len(rows)] if rows else None
            if row is None and act not in ("start", "add"):
                continue
            if row is not None:
                row.project = project
            before = {one.pk: (one.state, one.content_hash) for one in rows}
            try:
                with transaction.atomic():
                    acts[act](project, row, harbor.members[role], later(hours=hours))
            except DomainError:
                pass
            look(project, model, rules, before)
        transaction.set_rollback(True)


def look(project, model, rules, before):
    """What always holds."""
    for row in model.objects.filter(project=project):
        state, fingerprint = before.get(row.pk, (row.state, row.content_hash))
        assert row.state == state or rules.may_turn(state, row.state)
        assert fingerprint in ("", row.content_hash)
        assert is_whole(row)
        steps = set(row.signatures.values_list("step", flat=True))
        if row.state == "approved_customer":
            assert steps == {"internal", "customer"}
        if model is Sow and row.state == "approved" and row.change_order_id is None:
            assert steps == {"lead_tech", "project_manager"}
    in_force = ChangeOrder.objects.filter(project=project, state="approved_customer").count()
    first = Sow.objects.filter(project=project, state__in=("approved", "superseded")).order_by("number").first()
    agreed = sow.effort_hours(first.effort) if first else 40
    assert Project.objects.get(pk=project.pk).bac == agreed + 6 * in_force


def steps_of(acts):
    """Lists of ``(act, role, which row)``."""
    return st.lists(
        st.tuples(st.sampled_from(sorted(acts)), st.sampled_from(ROLES), st.integers(0, 3)), max_size=14
    )


def machine(function):
    """The same database for every example: each undoes what it did."""
    return settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )(function)


@pytest.mark.gate
@machine
@given(steps=steps_of(SOW_ACTS))
def test_a_sow_takes_no_turn_that_the_rules_do_not_know(project, harbor, later, steps):
    run(project, harbor, Sow, SOW_ACTS, sow, [("start", "lead_tech", 0), ("submit", "owner", 0), *steps], later)


@pytest.mark.gate
@machine
@given(steps=steps_of(ORDER_ACTS))
def test_a_change_order_takes_no_turn_that_the_rules_do_not_know(project, harbor, later, steps):
    steps = [("add", "owner", 0), ("propose", "lead_tech", 0), ("approve", "owner", 0), *steps]
    run(project, harbor, ChangeOrder, ORDER_ACTS, change_orders, steps, later)
