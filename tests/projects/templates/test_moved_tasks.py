"""Migration 0021: tasks of templates of small jobs become versions, and projects point at theirs."""

from importlib import import_module

from django.db import connection

from projects.models import Project, ProjectTemplate, TemplateVersion
from tests.factories.projects import make_project

TABLE = """
CREATE TEMP TABLE projects_templatetask
  (organization_id uuid, template_id uuid, position int, title text, estimate numeric(12, 4), skill_level text)
"""


def test_tasks_become_the_plan_of_the_version_that_stood(harbor):
    with harbor.scope():
        row = ProjectTemplate.objects.create(name="New user", version=3)
        project = make_project(harbor)
        Project.objects.filter(pk=project.pk).update(template_name="New user v3")
    moving = import_module("projects.migrations.0021_template_tasks_to_versions")
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for position, (title, hours, level) in enumerate((("Set up", "2.5000", "L1"), ("Hand over", "10", "")), 1):
            values = [harbor.organization.pk, row.pk, position, title, hours, level]
            cursor.execute("INSERT INTO projects_templatetask VALUES (%s, %s, %s, %s, %s, %s)", values)
        cursor.execute(moving.MOVE)
    with harbor.scope():
        version = TemplateVersion.objects.get(template=row)
        assert version.number == 3
        assert version.published_at is not None
        shown = [
            (line["key"], line["title"], line["hours"], line["level"], line["after"]) for line in version.plan
        ]
        assert shown == [("task-1", "Set up", "2.5", "L1", []), ("task-2", "Hand over", "10", "", [])]
        assert Project.objects.get(pk=project.pk).template_version == version
