"""The shipped templates: whole, installed once, kept as people made them, and good to begin a project with."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command

from accounts.actions import create_organization
from core import clock
from core.tenancy import organization_scope
from projects.actions.templates_apply import apply_template, version_in_force
from projects.actions.templates_kept import archive_template
from projects.actions.templates_shipped import install_shipped
from projects.models import ProjectTemplate, Sow, Task
from projects.queries.scope import document_of
from projects.rules.sow import missing
from projects.rules.templates import TEXTS, plan_hours, problem
from projects.shipped import shipped_templates
from tests.factories.projects import make_project

NAMES = [
    "Backup and disaster recovery",
    "Firewall replacement",
    "Microsoft 365 tenant migration",
    "New customer onboarding",
    "Office move",
    "Server refresh",
]


@pytest.mark.parametrize("shipped", shipped_templates(), ids=lambda one: one.key)
def test_each_is_whole(shipped):
    content = shipped.content
    assert problem(content["plan"]) == ""
    assert 15 <= len(content["plan"]) <= 40
    assert len({line["phase"] for line in content["plan"]}) >= 3
    assert Decimal(40) <= plan_hours(content["plan"]) <= Decimal(120)
    assert any(line["disruptive"] for line in content["plan"])
    offsets = {line["key"]: line for line in content["plan"]}
    for line in content["plan"]:  # nothing begins before what it follows
        assert all(offsets[key]["offset"] <= line["offset"] for key in line["after"]), line["title"]
    assert len(content["bom"]) >= 3
    assert all(len(content[name].splitlines()) >= 2 for name in (*TEXTS, "checklist"))


def test_a_new_organization_has_them_and_the_command_adds_what_is_missing(harbor, capsys):
    new = create_organization(slug="fresh", name="Fresh", owner_email="f@fresh.example", now=clock.now())
    with organization_scope(new.pk):
        assert sorted(ProjectTemplate.objects.values_list("name", flat=True)) == NAMES
    with harbor.scope():
        first = install_shipped(now=clock.now())
        archive_template(template=first[0], archived=True, by=harbor.owner, now=clock.now())
    call_command("install_templates", "harbor")
    assert "0 templates added" in capsys.readouterr().out
    with harbor.scope():
        assert ProjectTemplate.objects.count() == 6
        assert not ProjectTemplate.objects.get(pk=first[0].pk).is_active


@pytest.mark.parametrize("name", NAMES)
def test_a_project_of_each_needs_no_word_more_to_submit_its_sow(harbor, name):
    with harbor.scope():
        install_shipped(now=clock.now())
        project = make_project(harbor)
        project.tasks.all().delete()
        project.committed_start = dt.date(2027, 3, 1)
        project.save()
        version = version_in_force(ProjectTemplate.objects.get(name=name))
        added = apply_template(project=project, version=version, by=harbor.lead_tech, now=clock.now())
        assert Task.objects.filter(project=project).count() == added.tasks == len(version.plan)
        assert missing(document_of(Sow.objects.get(project=project))) == []
