"""The base of every tenant table, and the directory tables that belong to no noun of ours."""

from django.db import models
from django.db.models.expressions import Value

from core import clock
from core.db.keys import OrganizationKey
from core.identifiers import uuid7
from core.tenancy import current_organization_id, current_scope


class ChangedAt(models.DateTimeField):
    """The instant of the row's last save by the product's clock, which Django's own ``auto_now`` does not ask.

    To the database and to migrations it is a ``DateTimeField(auto_now=True)``.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options | {"auto_now": True})

    def deconstruct(self):
        """What migrations write down."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, options

    def pre_save(self, model_instance, add):
        """The current instant, set on the row too."""
        now = clock.now()
        setattr(model_instance, self.attname, now)
        return now


class CurrentOrganization(Value):
    """The id of the organization in force, read when the statement is compiled.

    Late, so that a queryset may be written down (in a form field, say) before a scope is entered;
    running it outside a scope raises ScopeError.
    """

    def __init__(self):
        super().__init__(None, output_field=models.UUIDField())

    def as_sql(self, compiler, connection):
        return "%s", [str(current_organization_id())]


class TenantManager(models.Manager):
    """Sees the rows of the organization in force and no others."""

    def get_queryset(self):
        return super().get_queryset().filter(organization_id=CurrentOrganization())


def organization_in_force():
    """Default of ``organization`` on a new row: the scope's organization (None outside one)."""
    scope = current_scope()
    return scope.organization_id if scope else None


class TenantModel(models.Model):
    """A row of one organization, filled from the scope. Database key: ``(organization_id, id)``."""

    organization = OrganizationKey("accounts.Organization", default=organization_in_force, editable=False)
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True


class TokenPurpose(models.TextChoices):
    """What a token in a link or header opens."""

    API_KEY = "api_key"
    STATUS = "status", "status page"
    UNSUBSCRIBE = "unsubscribe"
    INVITATION = "invitation"
    CHANGE_ORDER = "change_order"
    PURCHASE = "purchase"
    OUT_OF_SCOPE = "out_of_scope"


class TokenRoute(models.Model):
    """Directory: which organization a token belongs to, and which row of it. Holds no token."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20, choices=TokenPurpose)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    object_id = models.UUIDField()

    def __str__(self):
        return f"{self.purpose} {self.object_id}"


class DueWork(models.Model):
    """Directory: when something of an organization is next due. Workers look here, never across tenants."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "kind"], name="core_duework_once")]
        indexes = [models.Index(fields=["kind", "due_at"], name="core_duework_due")]

    def __str__(self):
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class Pulse(models.Model):
    """Directory: last sign of life of a background part, written by a task that went through the queue."""

    source = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.source} {self.at:%H:%M:%S}"


class HitCount(models.Model):
    """Directory: how often a key was hit in its window, while Redis is away. Keys are digests."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.count} until {self.ends_at:%H:%M:%S}"


class StoredAnswer(TenantModel):
    """What a POST of the API answered, for the caller that repeats it under the same ``Idempotency-Key``."""

    credential = models.UUIDField()  # the API key; a key's name means nothing to another one
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "credential", "key"], name="core_storedanswer_once")
        ]
        indexes = [models.Index(fields=["organization", "created_at"], name="core_storedanswer_age")]

    def __str__(self):
        return f"{self.status} {self.key}"


class StoredFile(TenantModel):
    """A file that somebody sent, as it is kept (core.files): a safe name, the type found in its content."""

    name = models.CharField(max_length=140)
    kind = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self):
        return self.name
