"""A template from draft to project: published once, used, never twice, saved again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed
from projects.actions.templates_apply import apply_template
from projects.actions.templates_kept import duplicate_template, save_as_template
from projects.actions.templates_versions import discard_draft, publish_draft, start_draft, update_draft
from projects.models import BomLine, ProjectTemplate, Sow, Task, TaskLink, TemplateVersion
from tests.factories.projects import make_project

PLAN = [
    {"key": "survey", "phase": "Prepare", "title": "Survey", "hours": "2.5", "level": "L2", "disruptive": False,
     "visible": True, "offset": 0, "days": 2, "after": []},
    {"key": "cut", "phase": "Move", "title": "Cut over", "hours": "4", "level": "L3", "disruptive": True,
     "visible": False, "offset": 5, "days": 1, "after": ["survey"]},
]  # fmt: skip
BOM = [{"description": "Firewall", "sku": "FW-1", "vendor": "Acme", "quantity": "1"}]


@pytest.fixture
def version(harbor):
    """A published version with everything."""
    with harbor.scope():
        row = ProjectTemplate.objects.create(name="Firewall", project_class="standard", version=0)
        draft = start_draft(template=row, by=harbor.owner, now=clock.now())
        words = {"deliverables": "New firewall", "checklist": "Failover shown"}
        update_draft(draft=draft, by=harbor.owner, now=clock.now(), plan=PLAN, bom=BOM, **words)
        return publish_draft(draft=draft, by=harbor.owner, now=clock.now())


def empty_project(harbor, *, start=dt.date(2027, 3, 1)):
    project = make_project(harbor)
    project.tasks.all().delete()
    project.committed_start = start
    project.save()
    return project


def test_the_database_keeps_a_published_version(harbor, version):
    with harbor.scope():
        rows = TemplateVersion.objects.filter(pk=version.pk)
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            rows.update(plan=[])
        with pytest.raises(DatabaseError, match="not deleted"), transaction.atomic():
            rows.delete()
        with pytest.raises(DomainError, match="published or discarded"):
            update_draft(draft=version, by=harbor.owner, now=clock.now(), note="x")


def test_a_draft_follows_and_can_go(harbor, version):
    with harbor.scope():
        with pytest.raises(NotAllowed):
            start_draft(template=version.template, by=harbor.project_manager, now=clock.now())
        draft = start_draft(template=version.template, by=harbor.owner, now=clock.now())
        assert (draft.number, draft.plan) == (2, PLAN)
        assert start_draft(template=version.template, by=harbor.owner, now=clock.now()).pk == draft.pk
        assert discard_draft(draft=draft, by=harbor.owner, now=clock.now())
        version.template.refresh_from_db()
        assert version.template.version == 1


def test_a_project_begins_with_tasks_days_links_materials_and_a_sow(harbor, version):
    with harbor.scope():
        project = empty_project(harbor)
        project.bom_lines.all().delete()
        added = apply_template(project=project, version=version, by=harbor.project_manager, now=clock.now())
        assert (added.tasks, added.materials, added.dated) == (2, 1, True)
        survey, cut = Task.objects.filter(project=project)
        assert (survey.planned_start, survey.planned_end) == (dt.date(2027, 3, 1), dt.date(2027, 3, 2))
        assert (cut.planned_start, cut.estimate, cut.skill_level) == (dt.date(2027, 3, 8), Decimal(4), "L3")
        assert (cut.disruptive, cut.visible_to_customer, cut.template_key) == (True, False, "cut")
        assert TaskLink.objects.get(project=project).before == survey
        assert BomLine.objects.get(project=project).description == "Firewall"
        sow = Sow.objects.get(project=project)
        assert "New firewall" in sow.deliverables
        assert sow.acceptance_criteria == "Failover shown"
        project.refresh_from_db()
        assert (project.template_version, project.template_name) == (version, "Firewall v1")


def test_the_same_again_asks_and_adds_nothing_twice(harbor, version):
    with harbor.scope():
        project = empty_project(harbor)
        apply_template(project=project, version=version, by=harbor.lead_tech, now=clock.now())
        with pytest.raises(DomainError, match="has tasks already"):
            apply_template(project=project, version=version, by=harbor.lead_tech, now=clock.now())
        with pytest.raises(NotAllowed):
            apply_template(
                project=project, version=version, by=harbor.project_manager, now=clock.now(), again=True
            )
        Task.objects.get(project=project, template_key="cut").delete()
        again = apply_template(project=project, version=version, by=harbor.lead_tech, now=clock.now(), again=True)
        assert (again.tasks, again.materials, again.sow) == (1, 0, None)
        assert Task.objects.filter(project=project).count() == 2


def test_a_project_becomes_a_draft_with_its_days_and_links(harbor, version):
    with harbor.scope():
        project = empty_project(harbor)
        apply_template(project=project, version=version, by=harbor.lead_tech, now=clock.now())
        with pytest.raises(NotAllowed):
            save_as_template(project=project, name="Mine", by=harbor.sales, now=clock.now())
        row = save_as_template(project=project, name="Mine", by=harbor.lead_tech, now=clock.now())
        draft = row.versions.get()
        assert draft.plan == PLAN
        assert (row.version, draft.published_at, draft.checklist) == (0, None, "Failover shown")
        copy = duplicate_template(template=row, by=harbor.owner, now=clock.now())
        assert (copy.name, copy.versions.get().plan) == ("Copy of Mine", PLAN)


def test_the_pages_from_draft_to_project(harbor, signed_in, version):
    owner, lead = signed_in(harbor.owner), signed_in(harbor.lead_tech)
    row = version.template
    at = lambda name: reverse(f"projects:{name}", args=["harbor", row.pk])  # noqa: E731
    assert owner.post(at("start_template_draft")).status_code == 302
    page = owner.get(at("template_draft")).content.decode()
    assert "Failover shown" in page
    table = "Task\tHours\tLevel\nSurvey\t3\tL2\nNew step\t1\tL9\n"
    refused = owner.post(at("template_draft"), {"plan": table})
    assert refused.status_code == 422
    assert "no level" in refused.content.decode()
    kept = owner.post(at("template_draft"), {"plan": table.replace("L9", "L1"), "note": "A step more"})
    assert kept.status_code == 302
    assert owner.post(at("publish_template")).status_code == 302
    shown = owner.get(at("template")).content.decode()
    assert "New step" in shown
    assert "A step more" in shown
    assert "too few (n=0)" in shown
    with harbor.scope():
        project = empty_project(harbor)
    address = reverse("projects:begin_with_template", args=["harbor", project.number])
    preview = lead.get(address, {"template": row.pk}).content.decode()
    assert "Begin with it" in preview
    with harbor.scope():
        newest = TemplateVersion.objects.get(template=row, number=2)
    assert lead.post(address, {"version": newest.pk}).status_code == 302
    plan = lead.get(reverse("projects:plan", args=["harbor", project.number])).content.decode()
    assert "New step" in plan
    saving = reverse("projects:save_as_template", args=["harbor", project.number])
    assert "What goes into it" in lead.get(saving).content.decode()
    assert lead.post(saving, {"name": "Firewall"}).status_code == 422  # the name is taken
    assert lead.post(saving, {"name": "Firewall small"}).status_code == 302
    assert owner.post(at("archive_template"), {"archived": "1"}).status_code == 302
    assert "No template is published yet" in lead.get(address).content.decode()
