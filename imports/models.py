"""An import, its faults by row, and what it did to which object."""

from django.db import models
from django.urls import reverse

from core import clock
from core.models import TenantModel
from imports.choices import ENDED, WAITING, WORKING, Act, ImportState


class ImportJob(TenantModel):
    """A table that somebody sent, and how far it is. ``position`` is the last row that was dealt with.

    ``mapping`` is ``{our column: their heading}``; ``options`` what the kind asks for; ``sorting`` is ``{our column:
    {value: {"rows": n, name: answer}}}`` of the values that the file has; ``file`` goes after a time. The counts are those of the
    check until it runs, then those of the run; ``done`` and ``total`` are rows of the file without its head.
    """

    kind = models.SlugField(max_length=30)
    file = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=140)
    member = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.STAGED)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    sorting = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)  # why the whole of it stopped
    finished_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="imports_job_newest")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("imports:job", args=[self.organization.slug, self.pk])

    @property
    def is_working(self):
        """Whether a worker has something to do with it."""
        return self.state in WORKING

    @property
    def is_waiting(self):
        """Whether a person has something to decide about it."""
        return self.state in WAITING

    @property
    def is_over(self):
        """Whether nothing more will happen by itself."""
        return self.state in ENDED

    @property
    def percent(self):
        """How far the work is, 0 to 100."""
        return min(100 * self.done // self.total, 100) if self.total else 0


class ImportFault(TenantModel):
    """What is wrong in a row (counted as in the file, the head is 1) and column; ``code`` groups what is mended alike."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=40)
    found = models.CharField(max_length=120, blank=True)
    detail = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["job", "row"], name="imports_fault_order")]

    def __str__(self):
        return f"{self.row} {self.column}: {self.detail}"


class ImportedThing(TenantModel):
    """What a run created or changed, with what undoing needs. ``problem`` says why it was not taken back."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="things")
    object_id = models.UUIDField()
    act = models.CharField(max_length=10, choices=Act)
    label = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    moment = models.DateTimeField()  # as the object's updated_at was afterwards
    undone = models.BooleanField(null=True)  # None: not tried
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["job", "-id"], condition=models.Q(undone=None), name="imports_thing_waiting")
        ]

    def __str__(self):
        return self.label


class RememberedMapping(TenantModel):
    """What an organization said the last time: headings matched as ``{our column: their heading}``, options, values."""

    kind = models.SlugField(max_length=30)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    sorting = models.JSONField(default=dict)  # as of a job, without the rows

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="imports_mapping_once")]

    def __str__(self):
        return self.kind
