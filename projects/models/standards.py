"""What an organization sets for its projects: due dates and playbook of the twelve, and templates of small jobs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import ChangedAt, TenantModel
from projects.choices import ProjectClass, ResponsibilityKey


class ResponsibilityStandard(TenantModel):
    """One of the twelve in one class of projects, where it differs from what the product ships.

    ``due_days`` are working days from the event of ``projects.rules.responsibilities`` (negative: before it).
    """

    project_class = models.CharField(max_length=10, choices=ProjectClass)
    key = models.CharField(max_length=20, choices=ResponsibilityKey)
    due_days = models.SmallIntegerField(null=True)  # null: as shipped
    playbook = models.TextField(blank=True)
    evidence = models.CharField(max_length=300, blank=True)  # what a good proof looks like
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "project_class", "key"], name="projects_standard_once")
        ]

    def __str__(self):
        return f"{self.get_key_display()}, {self.get_project_class_display()}"


class ProjectTemplate(TenantModel):
    """A kind of job that is sold again and again: its tasks, and which ceremonies it does without.

    A template waives nothing until an owner has approved that once; a change of the list asks again. What a project
    begins with stands in its versions; ``version`` is the one in force, 0 while none was published.
    """

    name = models.CharField(_("name"), max_length=120)
    project_class = models.CharField(max_length=10, choices=ProjectClass, default=ProjectClass.SMALL)
    description = models.CharField(max_length=300, blank=True)
    waives = ArrayField(models.CharField(max_length=20, choices=ResponsibilityKey), default=list)
    waivers_approved_by = models.ForeignKey(
        "accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    waivers_approved_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    shipped = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # the shipped one it came from
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="projects_template_once"),
            models.UniqueConstraint(
                fields=["organization", "shipped"],
                condition=~models.Q(shipped=""),
                name="projects_template_shipped_once",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("projects:template", args=[self.organization.slug, self.pk])

    @property
    def waived_words(self) -> str:
        """What it does without, as people say it."""
        return ", ".join(str(ResponsibilityKey(key).label) for key in self.waives)
