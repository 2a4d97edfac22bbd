"""Versions of a template: what a project of that kind begins with. What was published stays: the database refuses changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import TenantModel

MEMBER = {"on_delete": models.PROTECT, "related_name": "+"}


class TemplateVersion(TenantModel):
    """One version of a template: a draft until ``published_at`` is set.

    ``plan`` and ``bom`` hold lines as ``projects.rules.templates`` describes them. Texts hold one item a line, as in
    a SoW; ``checklist`` is what acceptance is tested by and becomes the acceptance criteria of the SoW.
    """

    template = models.ForeignKey("projects.ProjectTemplate", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    plan = models.JSONField(default=list)
    bom = models.JSONField(default=list)
    objectives = models.TextField(_("objectives"), blank=True)
    deliverables = models.TextField(_("deliverables"), blank=True)
    exclusions = models.TextField(_("exclusions"), blank=True)
    assumptions = models.TextField(_("assumptions"), blank=True)
    customer_duties = models.TextField(_("what the customer does"), blank=True)
    checklist = models.TextField(_("acceptance checklist"), blank=True)
    written_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)  # None: shipped with the product
    published_by = models.ForeignKey("accounts.Membership", null=True, **MEMBER)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "template", "number"], name="projects_template_version_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "template"],
                condition=models.Q(published_at=None),
                name="projects_template_one_draft",
            ),
        ]

    def __str__(self):
        return f"{self.template.name} v{self.number}"
