"""Customers of the organization, their sites and the people we talk to."""

from django.db import models
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import ChangedAt, TenantModel
from customers.choices import BillingModel, Channel, ContactRole


class Customer(TenantModel):
    """A client company. ``is_confirmed`` is off while a person must say whether it is a new one."""

    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)  # empty: the organization's
    mail_domain = models.CharField(_("mail domain"), max_length=120, blank=True)
    # What a deal of theirs starts from when it does not say; empty: nothing.
    billing_model = models.CharField(
        _("billing model"), max_length=20, choices=BillingModel, blank=True, default="", db_default=""
    )
    po_required = models.BooleanField(_("needs a PO number"), default=True, db_default=True)
    payment_terms_days = models.PositiveSmallIntegerField(_("payment terms"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="", db_default="")
    tax_note = models.CharField(_("tax note"), max_length=300, blank=True, default="", db_default="")
    is_archived = models.BooleanField(default=False)
    merged_into = models.UUIDField(null=True, editable=False)  # the customer that this one is a part of now
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("name"),
                name="customers_name_once",
                violation_error_message=_("There is a customer of that name already."),
            )
        ]
        indexes = [models.Index(fields=["name", "id"], name="customers_by_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("customers:detail", args=[self.organization.slug, self.pk])


class CustomerReference(TenantModel):
    """The customer's id in another system (``source``: hubspot, connectwise …)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="references")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "source", "external_id"], name="customers_reference_once"
            )
        ]

    def __str__(self):
        return f"{self.source} {self.external_id}"


class Site(TenantModel):
    """A place where the customer works."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=300, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, default="", db_default="")
    hours = models.CharField(_("hours"), max_length=120, blank=True, default="", db_default="")
    access_notes = models.TextField(
        _("access notes"), blank=True, default="", db_default=""
    )  # never for customers
    updated_at = ChangedAt(db_default=Now())

    def __str__(self):
        return self.name


class Contact(TenantModel):
    """A person at the customer's."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=ContactRole, default=ContactRole.TECHNICAL)
    receives_updates = models.BooleanField(_("receives weekly updates"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="")
    channel = models.CharField(
        _("reached best by"), max_length=5, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    unsubscribed_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                "customer",
                Lower("email"),
                name="customers_contact_once",
                condition=~models.Q(email=""),
                violation_error_message=_("This customer has a contact with that email already."),
            )
        ]

    def __str__(self):
        return self.name


class BlackoutDate(TenantModel):
    """Days, both included, on which nothing may be interrupted: everywhere at the customer's, or at one site."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="blackouts")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.CASCADE, related_name="blackouts")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    updated_at = ChangedAt()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="customers_blackout_in_order"
            )
        ]

    def __str__(self):
        return self.reason


class CustomerMerge(TenantModel):
    """Two customers made one: what moved (``{model:field:owner: [ids]}``) and the fields as they were, for the way back."""

    winner = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    loser = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merged_by")
    merged_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.loser} → {self.winner}"
