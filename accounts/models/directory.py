"""The directory: who exists and who belongs where. Read before an organization is known."""

from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.choices import ClockStyle, DateStyle, NumberStyle, Role, Theme
from core import clock
from core.db.keys import OrganizationKey
from core.identifiers import uuid7
from core.models import ChangedAt, TenantManager


class UserManager(BaseUserManager):
    """Users are found by e-mail, case aside."""

    def create_user(self, email, password=None, **extra):
        """A new user; without a password they set one through a link."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A person. Never deleted, only deactivated or anonymized."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, blank=True, default="")
    # How the person reads: empty is the organization's zone and the language's own ways.
    time_zone = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    date_style = models.CharField(max_length=5, choices=DateStyle, blank=True, default="")
    clock_style = models.CharField(max_length=5, choices=ClockStyle, blank=True, default="")
    number_style = models.CharField(max_length=5, choices=NumberStyle, blank=True, default="")
    # Which picture (accounts.actions.preferences), empty without one: pages need no statement to know.
    picture_version = models.CharField(max_length=16, blank=True, default="", db_default="", editable=False)
    session_generation = models.PositiveIntegerField(
        default=0, editable=False
    )  # part of what a session is valid for
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower")
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    def _get_session_auth_hash(self, secret=None):
        """Django's, with the generation beside the password: raising it ends every session at its next request."""
        salt = "accounts.models.User.get_session_auth_hash"
        valid_for = f"{self.password}:{self.session_generation}"
        return salted_hmac(salt, valid_for, secret=secret, algorithm="sha256").hexdigest()


class UserPicture(models.Model):
    """A person's picture: a small PNG of our own making (accounts.pictures), served to colleagues only."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="picture")
    content = models.BinaryField()

    def __str__(self):
        return f"Picture of {self.user_id}"


class Organization(models.Model):
    """A managed service provider: the tenant. ``currency`` is its one home currency (ISO 4217)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(max_length=3, default="USD")
    brand_color = models.CharField(max_length=7, blank=True, default="", db_default="")  # "#1a4fae"; empty: ours
    logo = models.UUIDField(null=True, blank=True)  # the stored file's name; a new logo is a new name
    require_second_factor = models.BooleanField(
        default=False, db_default=False
    )  # asked before the organization's scope is open
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("dashboard:home", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which all its days and weeks are counted."""
        return ZoneInfo(self.time_zone)


class Membership(models.Model):
    """A user in an organization, with roles. Tenant rows point at people through this."""

    organization = OrganizationKey(Organization, row_security=False)
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    is_active = models.BooleanField(default=True)
    deputy = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputized_by"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = ChangedAt()

    objects = TenantManager()
    # Across organizations: only accounts.directory uses it, before a scope is known.
    directory = models.Manager()  # noqa: DJ012  a manager, not a field

    class Meta:
        base_manager_name = "directory"
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="accounts_membership_once")]
        indexes = [models.Index(fields=["user", "organization"], name="accounts_membership_user")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The person's name, or their address while they have none."""
        return str(self.user)

    @property
    def email(self) -> str:
        """The person's address."""
        return self.user.email

    def has_role(self, *roles) -> bool:
        """Whether the member holds at least one of the roles."""
        return any(role in self.roles for role in roles)
