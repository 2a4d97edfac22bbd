"""Customers of the organization, their sites and the people we talk to."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import TenantModel
from customers.choices import ContactRole


class Customer(TenantModel):
    """A client company. ``is_confirmed`` is off while a person must say whether it is a new one."""

    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)  # empty: the organization's
    mail_domain = models.CharField(_("mail domain"), max_length=120, blank=True)
    is_archived = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

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
    unsubscribed_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

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
