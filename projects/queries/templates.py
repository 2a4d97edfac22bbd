"""READ: templates, their versions, and what finished projects say of them. Fixed numbers of statements."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from projects.models import Project, ProjectTemplate, Task, TemplateVersion
from projects.rules.lifecycle import AFTER_DELIVERY
from projects.rules.templates import Experience, overrun, plan_hours, task_hours


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with the version in force (None before the first), how often it was used, and how projects went."""

    template: ProjectTemplate
    version: TemplateVersion | None
    has_draft: bool
    used: int
    overrun: Experience

    @property
    def hours(self):
        """Hours of the version in force."""
        return plan_hours(self.version.plan) if self.version else None


def offered_templates():
    """The templates that a project can begin with."""
    return ProjectTemplate.objects.filter(is_active=True, version__gt=0).order_by("name")


def versions_in_force(templates):
    """``{template id: version}`` of those that have one."""
    wanted = {row.pk: row.version for row in templates}
    rows = TemplateVersion.objects.filter(template__in=wanted, published_at__isnull=False)
    return {row.template_id: row for row in rows if row.number == wanted[row.template_id]}


def template_rows(templates):
    """Templates with their figures, in the order given."""
    templates = list(templates)
    versions = versions_in_force(templates)
    drafts = set(TemplateVersion.objects.filter(published_at=None).values_list("template_id", flat=True))
    used = dict(
        Project.objects.filter(template_version__isnull=False)
        .values_list("template_version__template")
        .annotate(count=Count("pk"))
    )
    pairs = defaultdict(list)
    finished = Project.objects.filter(template_version__isnull=False, status__in=AFTER_DELIVERY)
    for pk, actual, planned in finished.values_list("template_version__template", "ac", "bac"):
        pairs[pk].append((actual, planned))
    return [
        TemplateRow(row, versions.get(row.pk), row.pk in drafts, used.get(row.pk, 0), overrun(pairs[row.pk]))
        for row in templates
    ]


def experience_of(template):
    """``{key of a line: Experience}`` from the actual hours of its task in finished projects."""
    hours = defaultdict(list)
    rows = Task.objects.filter(
        project__template_version__template=template,
        project__status__in=AFTER_DELIVERY,
        done_at__isnull=False,
    ).exclude(template_key="")
    for key, actual in rows.values_list("template_key", "actual"):
        hours[key].append(actual)
    return {key: task_hours(found) for key, found in hours.items()}


def missing_lines(project, version):
    """What the project does not have yet of the version: ``(plan lines, BoM lines)``."""
    keys = set(project.tasks.values_list("template_key", flat=True))
    have = {(sku, description) for sku, description in project.bom_lines.values_list("sku", "description")}
    plan = [line for line in version.plan if line["key"] not in keys]
    return plan, [line for line in version.bom if (line["sku"], line["description"]) not in have]
