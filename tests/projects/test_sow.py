"""The statement of work: two reviews, one text, and a database that keeps what was signed."""

import json

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.models import AuditEvent
from core.errors import DomainError, InvalidInput, NotAllowed
from projects import actions
from projects.models import BomLine, Project, Responsibility, Sow, SowSignature
from projects.queries.scope import frozen, is_whole
from projects.rules.sow import fingerprint
from tests.factories.scope import approved_sow, draft_sow, effective_change

pytestmark = pytest.mark.django_db


def state_of(project, key="sow_bom"):
    return Responsibility.objects.get(project=project, key=key).state


def complete_bom(project, later):
    BomLine.objects.filter(project=project).update(vendor="Northeast Supply", eta=later(days=9).date())


def test_the_first_draft_begins_with_what_the_deal_knows(project, later):
    project.deal.exclusions, project.deal.promises = ["Cabling"], ["No downtime in business hours"]
    project.deal.save()
    sow = actions.start_sow(project=project, by=project.lead_tech, now=later())
    assert (sow.number, sow.state, sow.price_basis) == (1, "draft", "fixed_price")
    assert sow.objectives == "Server refresh\nNo downtime in business hours"
    assert sow.deliverables == "Plan the migration\nMigrate the servers\n2 × Server"
    assert sow.exclusions == "Cabling"
    assert [(row["level"], row["hours"]) for row in sow.effort] == [("L3", "8"), ("L2", "32")]


def test_one_version_is_under_way_at_a_time(project, later):
    draft_sow(project, now=later())
    with pytest.raises(DomainError) as refused:
        actions.start_sow(project=project, by=project.lead_tech, now=later())
    assert refused.value.code == "sow_open"


def test_a_draft_with_gaps_is_not_submitted(project, later):
    sow = draft_sow(project, now=later(), acceptance_criteria=" \n ", effort=[])
    with pytest.raises(DomainError) as refused:
        actions.submit_sow(sow=sow, by=project.lead_tech, now=later())
    assert refused.value.extra["missing"] == ["acceptance_criteria", "effort"]


def test_both_sign_the_same_text_and_then_it_is_approved(project, later):
    sow = actions.submit_sow(sow=draft_sow(project, now=later()), by=project.lead_tech, now=later())
    actions.approve_sow(
        sow=sow, by=project.lead_tech, now=later(hours=1), seen_hash=sow.content_hash, address="::1"
    )
    assert sow.state == "in_review"
    actions.approve_sow(sow=sow, by=project.project_manager, now=later(hours=2))
    assert (sow.state, sow.approved_at) == ("approved", later(hours=2))
    assert fingerprint(sow.content) == sow.content_hash
    signed = SowSignature.objects.filter(sow=sow).values_list("step", "name", "method", "content_hash")
    assert list(signed) == [
        ("lead_tech", "Joon Park", "page", sow.content_hash),
        ("project_manager", "Ana Ruiz", "page", sow.content_hash),
    ]
    verbs = AuditEvent.objects.filter(object_id=sow.pk).order_by("at", "id").values_list("verb", flat=True)
    assert list(verbs) == [
        "sow.started",
        "sow.changed",
        "sow.submitted",
        "sow.signed",
        "sow.signed",
        "sow.approved",
    ]


def test_a_second_press_signs_nothing(project, later):
    sow = actions.submit_sow(sow=draft_sow(project, now=later()), by=project.lead_tech, now=later())
    for hours in (1, 2):
        actions.approve_sow(sow=sow, by=project.lead_tech, now=later(hours=hours), step="lead_tech")
    assert SowSignature.objects.get(sow=sow).at == later(hours=1)
    actions.approve_sow(sow=sow, by=project.project_manager, now=later(hours=3), step="project_manager")
    again = actions.approve_sow(sow=sow, by=project.project_manager, now=later(hours=4), step="project_manager")
    assert (again.state, SowSignature.objects.count()) == ("approved", 2)


def test_nobody_signs_for_the_other_role(project, later, harbor):
    sow = actions.submit_sow(sow=draft_sow(project, now=later()), by=project.lead_tech, now=later())
    for member, step in (
        (project.lead_tech, "project_manager"),
        (project.project_manager, "lead_tech"),
        (harbor.technician, ""),
        (harbor.sales, "project_manager"),
    ):
        with pytest.raises(NotAllowed):
            actions.approve_sow(sow=sow, by=member, now=later(), step=step)
    assert not SowSignature.objects.exists()


def test_a_text_that_changed_behind_the_page_is_not_signed(project, later):
    sow = actions.submit_sow(sow=draft_sow(project, now=later()), by=project.lead_tech, now=later())
    with pytest.raises(DomainError) as refused:
        actions.approve_sow(sow=sow, by=project.lead_tech, now=later(), seen_hash="0" * 64)
    assert refused.value.code == "content_changed"


def test_a_rejected_version_is_kept_and_the_next_begins_with_its_words(project, later):
    sow = actions.submit_sow(sow=draft_sow(project, now=later()), by=project.lead_tech, now=later())
    with pytest.raises(InvalidInput):
        actions.reject_sow(sow=sow, reason=" ", by=project.project_manager, now=later())
    actions.reject_sow(sow=sow, reason="The printers are missing.", by=project.project_manager, now=later())
    again = actions.start_sow(project=project, by=project.lead_tech, now=later())
    assert (sow.state, again.number, again.deliverables) == ("rejected", 2, sow.deliverables)


def test_hours_of_the_approved_version_become_the_budget(project, later):
    assert project.bac == 40
    draft_sow(project, now=later())
    project.refresh_from_db()
    assert project.bac == 40
    Sow.objects.all().delete()
    approved_sow(project, now=later())
    project = Project.objects.get(pk=project.pk)
    assert (project.bac, project.sold_hours, project.scope_levels) == (50, 40, {"L3": "10", "L2": "40"})


def test_after_approval_only_a_change_order_alters_the_scope(project, later):
    sow = approved_sow(project, now=later())
    with pytest.raises(DomainError) as fixed:
        actions.start_sow(project=project, by=project.lead_tech, now=later())
    assert fixed.value.code == "scope_fixed"
    with pytest.raises(DomainError):
        actions.update_sow(sow=sow, by=project.lead_tech, now=later(), objectives="More")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_sow SET deliverables = deliverables || ' and more' WHERE id = %s",
        "UPDATE projects_sow SET content = replace(content, '40', '400') WHERE id = %s",
        "UPDATE projects_sow SET effort = '[]' WHERE id = %s",
        "UPDATE projects_sow SET approved_at = now() WHERE id = %s",
        "UPDATE projects_sow SET state = 'draft' WHERE id = %s",
        "DELETE FROM projects_sow WHERE id = %s",
        "UPDATE projects_sowsignature SET name = 'Somebody else' WHERE sow_id = %s",
        "DELETE FROM projects_sowsignature WHERE sow_id = %s",
    ],
)
def test_the_database_keeps_what_was_signed(project, later, statement):
    sow = approved_sow(project, now=later())
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [sow.pk])
    assert is_whole(Sow.objects.get(pk=sow.pk))


def test_a_stored_byte_that_differs_is_seen(project, later):
    sow = approved_sow(project, now=later())
    sow.content = sow.content.replace("40", "41")
    assert not is_whole(sow)


def test_the_signed_text_holds_no_cost(project, later):
    sow = approved_sow(project, now=later())
    assert "cost" not in sow.content
    assert frozen(sow)["price"] == "14400.00"
    assert json.loads(sow.content)["version"] == 1


def test_the_last_gap_of_the_bom_filled_turns_responsibility_3(project, later):
    approved_sow(project, now=later(days=1))
    assert state_of(project) == "open"
    line, by = BomLine.objects.get(project=project), project.project_manager
    known = {"vendor": "Northeast Supply", "eta": later(days=9).date()}
    actions.update_material(line=line, by=by, now=later(days=2), **known)
    assert state_of(project) == "done"
    actions.update_material(line=line, by=by, now=later(days=3), vendor="")
    assert state_of(project) == "reopened"


def test_responsibility_3_follows_from_an_approved_sow_and_a_complete_bom(project, later):
    approved_sow(project, now=later(days=1))
    assert state_of(project) == "open"
    evidence = Responsibility.objects.get(project=project, key="sow_bom").evidence.get()
    assert "1 line without a vendor" in evidence.text
    complete_bom(project, later)
    effective_change(project, now=later(days=2), committed_end=None)
    assert state_of(project) == "done"


def test_responsibility_3_is_not_confirmed_by_hand(project, later):
    with pytest.raises(DomainError) as refused:
        actions.confirm_responsibility(
            project=project, key="sow_bom", seen="Read it", by=project.lead_tech, now=later()
        )
    assert refused.value.code == "by_facts_only"
    actions.wait_on_counterparty(project=project, key="sow_bom", what="SoW", by=project.lead_tech, now=later())
    assert state_of(project) == "waiting"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("effort", [{"phase": "", "level": "L2", "hours": "-1"}]),
        ("effort", [{"phase": "", "level": "L9", "hours": "1"}]),
        ("effort", [{"phase": "", "level": "", "hours": "1000000000000"}]),
        ("effort", [{"phase": "", "level": "", "hours": "NaN"}]),
        ("effort", [{"phase": "", "level": "", "hours": "1"}] * 201),
        ("deliverables", "x" * 5_000_000),
        ("who_decides", "x" * 301),
    ],
)
def test_what_no_document_can_hold_is_refused_with_its_field(project, later, field, value):
    sow = actions.start_sow(project=project, by=project.lead_tech, now=later())
    with pytest.raises(InvalidInput) as refused:
        actions.update_sow(sow=sow, by=project.lead_tech, now=later(), **{field: value})
    assert refused.value.errors[0]["pointer"] == f"/{field}"
