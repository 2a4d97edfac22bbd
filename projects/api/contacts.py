"""The customer's people on a project: whom its weekly update goes to."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, updated_since
from core.errors import InvalidInput
from customers.choices import ContactRole
from customers.models import Contact
from projects import actions
from projects.api.base import ProjectScopedView
from projects.models import ProjectContact

WORDS = ("name", "email", "phone")


class ContactLabel(serializers.ModelSerializer):
    """The person; ``receives_updates`` off or ``unsubscribed_at`` set: no weekly update of any project."""

    class Meta:
        model = Contact
        fields = ["id", "name", "email", "phone", "receives_updates", "unsubscribed_at", "is_active"]


class ProjectContactSerializer(serializers.ModelSerializer):
    """A contact on this project, with the role they have there."""

    contact = ContactLabel()

    class Meta:
        model = ProjectContact
        fields = ["contact", "role", "receives_updates", "created_at", "updated_at"]


class ProjectContactChange(serializers.Serializer):
    """What PATCH takes. ``receives_updates`` true switches the person's own on, too."""

    role = serializers.ChoiceField(ContactRole.choices, required=False)
    receives_updates = serializers.BooleanField(required=False)


class ProjectContactBody(ProjectContactChange):
    """``contact``, one of the customer's; or ``name`` and ``email`` of somebody new. ``role`` decides the rest."""

    contact = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ProjectContactsView(ProjectScopedView):
    """Who of the customer's is on the project."""

    serializer_class = ProjectContactSerializer
    cursor_ordering = ("created_at", "id")

    @extend_schema(
        operation_id="projects_contacts_list",
        parameters=[UPDATED_SINCE],
        responses=ProjectContactSerializer(many=True),
    )
    def get(self, request, number):
        """Its contacts, in the order they came."""
        rows = ProjectContact.objects.filter(project=self.project()).select_related("contact")
        return self.listed(updated_since(request, rows))

    @extend_schema(request=ProjectContactBody, responses={201: ProjectContactSerializer})
    def post(self, request, number):
        """Put a contact of the customer on the project, or somebody new."""
        project, values = self.project(), self.parsed(ProjectContactBody)
        act = {"project": project, "by": request.member, "now": clock.now()}
        if values.get("contact"):
            contact = _contact(project, values["contact"])
            rest = {name: values.get(name) for name in ("role", "receives_updates")}
            seat = actions.add_project_contact(contact=contact, **rest, **act)
        else:
            seat = actions.add_new_project_contact(**_newcomer(values), **act)
        return Response(self.get_serializer(seat).data, status=201)


class ProjectContactView(SingleResource, ProjectScopedView):
    """One contact of the project, under the id that the contact has everywhere."""

    row_model = ProjectContact
    serializer_class = ProjectContactSerializer

    def get(self, request, number, pk):
        """One contact of the project."""
        return Response(self.get_serializer(self.seat(pk)).data)

    @extend_schema(request=ProjectContactChange)
    def patch(self, request, number, pk):
        """Another role, or whether this project's update goes to them."""
        seat, changes = self.seat(pk), self.parsed(ProjectContactChange)
        actions.update_project_contact(seat=seat, changes=changes, by=request.member, now=clock.now())
        return Response(self.get_serializer(seat).data)

    def delete(self, request, number, pk):
        """Take them off the project: no more of its updates, and their link to its status page closes."""
        actions.remove_project_contact(seat=self.seat(pk), by=request.member, now=clock.now())
        return Response(status=204)

    def seat(self, pk):
        """The place of the contact of the address on the project, or 404."""
        project = self.project()
        seat = get_object_or_404(ProjectContact.objects.select_related("contact"), project=project, contact=pk)
        seat.project = project
        return seat

    def lock_row(self, **kwargs):
        """As SingleResource; the row is found by project and contact."""
        rows = ProjectContact.objects.select_for_update().filter(contact=kwargs["pk"])
        rows.filter(project=self.project()).exists()


def _contact(project, pk):
    contact = Contact.objects.filter(pk=pk, customer=project.customer_id).first()
    if contact is None:
        message = "The customer has no such contact."
        raise InvalidInput(message, [{"pointer": "/contact", "code": "unknown", "detail": message}])
    return contact


def _newcomer(values):
    if not values.get("name"):
        message = "Give the id of a contact of the customer, or the name of somebody new."
        raise InvalidInput(message, [{"pointer": "/contact", "code": "required", "detail": message}])
    given = {name: values.get(name, "") for name in WORDS}
    return given | {"role": values.get("role", ContactRole.TECHNICAL), "receives": values.get("receives_updates")}
