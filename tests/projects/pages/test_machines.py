"""Random requests by random people at both doors: no page and no address of the API takes a turn the rules do not know."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.stamps import stamp
from projects.choices import BomLineState
from projects.models import BomLine, ChangeOrder, MaterialMove, OutOfScopeItem, Project, Sow
from projects.rules import change_orders, out_of_scope, sow
from projects.rules.materials import may_move
from tests.factories.scope import EFFORT, WORDS
from tests.projects.test_scope_machines import look

pytestmark = [pytest.mark.django_db, pytest.mark.gate]
EXAMPLES = 120 if os.environ.get("MSP_GATE") else 4
ROLES = ("owner", "project_manager", "lead_tech", "technician", "sales")
DONE, REFUSED = {200, 201, 302}, {400, 403, 409, 422}
WHY = {"reason": "No"}
ANSWER = {"name": "Ann Lee", "method": "email", "reference": "Mail"}
CHANGE = {"title": "Second line", "added": "Second line tested", "price": "1450", "cost": "300"}
ESTIMATE = {"hours": "3", "skill_level": "L2", "price": "450", "spend_limit": "540", "days_added": "0"}
SUBSTITUTE = {"substitute": "Server G12", "why": "No longer made"}


def sow_requests(row, role):
    """``{act: ((page, form), (method, path, body))}``; a page without a row takes no id."""
    step = "lead_tech" if role == "lead_tech" else "project_manager"
    seen, path = stamp(row.content_hash, clock.now()) if row else "", f"sow/{row.pk}/" if row else ""
    form = WORDS | {"effort": "Build | L2 | 50", "price_basis": "fixed_price"}
    return {
        "start": (("start_sow", {}), ("post", "sow/", WORDS | {"effort": EFFORT})),
        "edit": (("edit_sow", form), ("patch", path, WORDS | {"effort": EFFORT})),
        "submit": (("submit_sow", {}), ("post", f"{path}submit/", {})),
        "approve": (("approve_sow", {"step": step, "stamp": seen}), ("post", f"{path}approve/", {})),
        "reject": (("reject_sow", WHY), ("post", f"{path}reject/", WHY)),
    }


def order_requests(row, role):
    """As above."""
    seen, path = stamp(row.content_hash, clock.now()) if row else "", f"change-orders/{row.pk}/" if row else ""
    effort = [{"phase": "Build", "level": "L2", "hours": "6"}]
    form = CHANGE | {"effort": "Build | L2 | 6"}
    return {
        "start": (("new_change_order", form), ("post", "change-orders/", CHANGE | {"effort": effort})),
        "edit": (("edit_change_order", form), ("patch", path, {"reason": role})),
        "propose": (("propose_change_order", {}), ("post", f"{path}propose/", {})),
        "approve": (("approve_change_order", {"stamp": seen}), ("post", f"{path}approve_internal/", {})),
        "record": (("record_change_order", ANSWER), ("post", f"{path}approve_customer/", ANSWER)),
        "reject": (("reject_change_order", {"reject-reason": "No"}), ("post", f"{path}reject/", WHY)),
        "withdraw": (("withdraw_change_order", {"withdraw-reason": "No"}), ("post", f"{path}withdraw/", WHY)),
    }


def line_requests(row, role):
    """As above; every move there is, of one piece, and the three acts of a substitute."""
    path = f"bom/{row.pk}/"
    acts = {
        f"{source} to {target}": (("move_material", form), ("post", f"{path}move/", form))
        for source in BomLineState.values
        for target in BomLineState.values
        for form in [{"source": source, "target": target, "quantity": "1"}]
    }
    agreed = {"agreed": role, "seen": SUBSTITUTE["substitute"]}
    return acts | {
        "propose": (("substitute", SUBSTITUTE), ("post", f"{path}substitute/", SUBSTITUTE)),
        "approve": (("approve_substitute", agreed), ("post", f"{path}substitute/approve/", agreed)),
        "refuse": (("refuse_substitute", {}), ("post", f"{path}substitute/refuse/", {})),
    }


def extra_requests(row, role, contact=""):
    """As above; ``estimate`` in each of the modes that one chooses."""
    path = f"out-of-scope/{row.pk}/" if row else ""
    told, invoice = {"name": "Ann Lee", "method": "phone"}, {"reference": "INV-1"}
    absorb, urgent = {"cause": "estimate", "reason": "Ours", "cost": "90"}, {"emergency_reason": "Offline"}
    forms = {
        "told": (told, "notify", told),
        "tell": ({"contact": contact}, "notify", {"contact": contact}),
        "approve": (ANSWER, "approve", ANSWER),
        "decline": (WHY, "decline", WHY),
        "dispute": (WHY, "dispute", WHY),
        "settle": ({"upheld": "yes", **WHY}, "settle", {"upheld": True, **WHY}),
        "begin": ({}, "start", {}),
        "emergency": (urgent, "start", urgent),
        "complete": ({}, "complete", {}),
        "release": ({"billed": "500"}, "release", {"billed": "500"}),
        "invoice": (invoice, "invoice", invoice),
        "absorb": (absorb, "absorb", absorb),
        "promote": ({}, "promote", {}),
        "withdraw": (WHY, "withdraw", WHY),
    }
    words = {"title": f"Cabling {role}"}
    acts = {
        "start": (("capture_extra", words), ("post", "out-of-scope/", words)),
        "edit": (("edit_extra", words), ("patch", path, words)),
    }
    for mode in ("approval", "preauthorized"):
        values = ESTIMATE | {"mode": mode}
        acts[f"estimate {mode}"] = (("estimate_extra", values), ("post", f"{path}estimate/", values))
    for act, (form, verb, body) in forms.items():
        page = f"{'start' if act == 'begin' else act}_extra"
        fields = {f"{act}-{name}": value for name, value in form.items()}
        acts[act] = ((page, fields), ("post", f"{path}{verb}/", body))
    return acts


@pytest.fixture
def doors(harbor, signed_in, api_client):
    """``{role: (browser, client of the API)}``."""
    return {role: (signed_in(harbor.members[role]), api_client(harbor, role)) for role in ROLES}


@pytest.fixture
def play(harbor, project, at, doors):
    """``play(model, requests, first, steps, holds)``: every step is asked for and looked after, all is undone at the end.

    Those of ``first`` are legal and must be done.
    """

    def ask(door, role, row, page, call):
        if door == "page":
            return doors[role][0].post(at(page[0], *([row.pk] if row else [])), page[1])
        method, path, body = call
        address = f"/api/v1/projects/{project.number}/{path}"
        return getattr(doors[role][1], method)(address, body, content_type="application/json")

    def run(model, requests, first, steps, holds):
        with transaction.atomic():
            for number, (act, role, which, door) in enumerate(first + steps):
                with harbor.scope():
                    rows = list(model.objects.filter(project=project).order_by("created_at", "id"))
                row = rows[which % len(rows)] if rows and act != "start" else None
                if row is None and act != "start":
                    continue
                status = ask(door, role, row, *requests(row, role)[act]).status_code
                assert status in (DONE if number < len(first) else DONE | REFUSED), (door, act, status)
                with harbor.scope():
                    holds({one.pk: (one.state, getattr(one, "content_hash", "")) for one in rows})
            transaction.set_rollback(True)

    return run


def steps_of(acts):
    """Lists of ``(act, role, which row, door)``."""
    return st.lists(
        st.tuples(
            st.sampled_from(sorted(acts)),
            st.sampled_from(ROLES),
            st.integers(0, 3),
            st.sampled_from(("page", "api")),
        ),
        max_size=12,
    )


def machine(function):
    """The same database for every example: each undoes what it did."""
    return settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )(function)


@machine
@given(steps=steps_of(sow_requests(None, "")))
def test_a_sow_takes_no_illegal_turn_at_either_door(project, play, steps):
    first = [("start", "lead_tech", 0, "api"), ("submit", "lead_tech", 0, "page")]
    play(Sow, sow_requests, first, steps, lambda before: look(project, Sow, sow, before))


@machine
@given(steps=steps_of(order_requests(None, "")))
def test_a_change_order_takes_no_illegal_turn_at_either_door(project, play, steps):
    first = [
        ("start", "lead_tech", 0, "page"),
        ("propose", "lead_tech", 0, "api"),
        ("approve", "owner", 0, "page"),
    ]
    play(
        ChangeOrder,
        order_requests,
        first,
        steps,
        lambda before: look(project, ChangeOrder, change_orders, before),
    )


@machine
@given(steps=steps_of(line_requests(BomLine(), "")))
def test_a_line_of_materials_takes_no_illegal_turn_at_either_door(project, play, steps):
    def holds(_before):
        line = BomLine.objects.get(project=project)
        moves = list(MaterialMove.objects.filter(line=line))
        assert sum(line.quantities.values()) == 2
        assert all(may_move(move.source, move.target) for move in moves)
        assert all(move.note for move in moves if move.target == BomLineState.SUBSTITUTED)

    first = [("to_order to ordered", "lead_tech", 0, "page"), ("propose", "lead_tech", 0, "api")]
    play(BomLine, line_requests, first, steps, holds)


@machine
@given(steps=steps_of(extra_requests(None, "")))
def test_out_of_scope_work_takes_no_illegal_turn_and_none_begins_without_consent(project, harbor, play, steps):
    def holds(before):
        for item in OutOfScopeItem.objects.filter(project=project):
            state, _hash = before.get(item.pk, (item.state, ""))
            through = (
                "notified" if item.state == "approved" and state != "notified" else item.state
            )  # told and agreed
            assert item.state == state or out_of_scope.may_turn(state, through)
            if item.started_at and not item.emergency_reason:
                assert item.told_at
                assert item.mode == "preauthorized" or item.signatures.exists()
            assert item.state not in ("ready_to_invoice", "invoiced") or (item.told_at and item.billed <= 540)
            assert item.state != "invoiced" or item.invoice_reference
            assert item.state != "absorbed" or (item.cause and item.ending)
        assert (
            Project.objects.get(pk=project.pk).bac == project.bac
        )  # a promoted one is a draft, and nothing else is ours

    first = [
        ("start", "technician", 0, "page"),
        ("estimate approval", "lead_tech", 0, "api"),
        ("approve", "project_manager", 0, "page"),
        ("begin", "lead_tech", 0, "page"),
        ("start", "technician", 0, "api"),
        ("emergency", "lead_tech", 1, "page"),
        ("told", "project_manager", 1, "api"),
    ]
    contact = str(harbor.contact.pk)
    play(OutOfScopeItem, lambda row, role: extra_requests(row, role, contact), first, steps, holds)
