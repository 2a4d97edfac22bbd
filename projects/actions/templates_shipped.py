"""WRITE: the shipped templates of an organization: those that it does not have yet."""

from django.db import transaction

from audit.actions import record
from projects.actions.templates_versions import write_version
from projects.choices import ProjectClass
from projects.models import ProjectTemplate
from projects.shipped import shipped_templates


@transaction.atomic
def install_shipped(*, now, by=None):
    """Add the shipped templates that the organization in force lacks, published. Returns the new ones.

    One that was archived or changed stays as it is; one whose name is taken by another template is left out.
    """
    have = set(ProjectTemplate.objects.exclude(shipped="").values_list("shipped", flat=True))
    names = set(ProjectTemplate.objects.values_list("name", flat=True))
    added = []
    for one in shipped_templates():
        if one.key in have or one.name in names:
            continue
        row = ProjectTemplate.objects.create(
            name=one.name,
            description=one.description,
            project_class=ProjectClass.STANDARD,
            shipped=one.key,
            version=1,
            created_at=now,
        )
        write_version(row, one.content, by=by, now=now, publish=True)
        record(by=by, verb="template.added", obj=row, at=now, changes={"name": [None, one.name]})
        added.append(row)
    return added
