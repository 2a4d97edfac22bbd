"""Projects: the list, one with its twelve, its trail, and the acts on its status and dates."""

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView

from audit.queries import NEWEST_FIRST, events
from core import clock
from core.api.etags import SingleResource
from core.api.filters import UPDATED_SINCE, instant_parameter, updated_since
from core.api.params import SEARCH, choice_param, id_param, ordering_param
from core.paging import search_of
from customers.models import Contact
from projects import actions, queries
from projects.actions.health import lock
from projects.api import bodies
from projects.api.base import ProjectScopedView, answered, member_at
from projects.api.serializers import ProjectEventSerializer, ProjectSerializer, ProjectSummarySerializer
from projects.api.summaries import summaries
from projects.choices import Color, ProjectStatus
from projects.mails import dates_text

ORDERINGS = {"number": "sequence", "title": "title", "updated_at": "updated_at", "created_at": "created_at"}
FILTERS = [
    OpenApiParameter("status", str, enum=ProjectStatus.values),
    OpenApiParameter("on_time", str, enum=Color.values),
    OpenApiParameter("on_budget", str, enum=Color.values),
    OpenApiParameter("project_manager", str, description="Address of the project manager."),
    OpenApiParameter("lead_tech", str, description="Address of the lead tech."),
    OpenApiParameter("customer", UUID, description="Only projects of this customer."),
    OpenApiParameter("ordering", str, description="number (default: -number), title, updated_at, created_at."),
    SEARCH,
    UPDATED_SINCE,
]
STATUS_ACTS = {
    "start": actions.start_project,
    "hold": actions.hold_project,
    "resume": actions.resume_project,
    "deliver": actions.deliver_project,
    "begin-closing": actions.begin_closing,
    "close": actions.close_project,
    "cancel": actions.cancel_project,
    "reopen": actions.reopen_project,
}


class ProjectsView(GenericAPIView):
    """All projects of the organization."""

    scope_area = "projects"
    serializer_class = ProjectSummarySerializer

    @property
    def cursor_ordering(self):
        """Read by the paginator."""
        return ordering_param(self.request, ORDERINGS, "-number")

    def get_queryset(self):
        """The rows that the filters leave."""
        given = self.request.query_params  # through search_of: no database takes a NUL
        return queries.projects(
            self.request.organization,
            status=choice_param(self.request, "status", ProjectStatus),
            on_time=choice_param(self.request, "on_time", Color),
            on_budget=choice_param(self.request, "on_budget", Color),
            project_manager=search_of(given, "project_manager"),
            lead_tech=search_of(given, "lead_tech"),
            customer=id_param(self.request, "customer"),
            search=search_of(given),
            updated_since=instant_parameter(self.request, "updated_since"),
        )

    @extend_schema(operation_id="projects_list", parameters=FILTERS, responses=ProjectSummarySerializer(many=True))
    def get(self, request):
        """Projects, newest first. The twelve responsibilities are on the single project."""
        rows = self.get_queryset().select_related(None).only(*ORDERINGS.values(), *queries.OWED_COLUMNS)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(summaries(request.organization, page))


class ProjectView(SingleResource, ProjectScopedView):
    """One project."""

    serializer_class = ProjectSerializer

    @extend_schema(operation_id="projects_retrieve")
    def get(self, request, number):
        """The project with its verdicts and its twelve responsibilities."""
        return answered(self.project())

    @extend_schema(operation_id="projects_rename", request=bodies.HeadBody, responses=ProjectSerializer)
    def patch(self, request, number):
        """Another title, or another way for its weekly updates to leave; what is left out stays."""
        project, values = self.project(), self.parsed(bodies.HeadBody)
        act = {"project": project, "by": request.member, "now": clock.now()}
        if "title" in values:
            actions.rename_project(title=values["title"], **act)
        if "update_mode" in values:
            actions.set_update_mode(mode=values["update_mode"], **act)
        return answered(project)

    def lock_row(self, **kwargs):
        """By its number."""
        lock(self.project())


class ActivityView(ProjectScopedView):
    """The trail of one project."""

    serializer_class = ProjectEventSerializer
    cursor_ordering = NEWEST_FIRST

    @extend_schema(
        operation_id="projects_activity_list",
        parameters=[UPDATED_SINCE],
        responses=ProjectEventSerializer(many=True),
    )
    def get(self, request, number):
        """Who did what in this project, newest first."""
        rows = events(request.organization, project=self.project()).select_related("actor__user")
        return self.listed(updated_since(request, rows, field="created_at"))


class StatusView(ProjectScopedView):
    """Base of the acts on the status; ``act`` names one of STATUS_ACTS."""

    serializer_class = ProjectSerializer
    act = ""

    @extend_schema(request=bodies.ReasonBody, responses=ProjectSerializer)
    def post(self, request, number):
        """Change the status. 409 while a rule forbids it: closing lists the open responsibilities in ``open``."""
        reason = self.parsed(bodies.ReasonBody)["reason"]
        project = self.project()
        STATUS_ACTS[self.act](project=project, by=request.member, now=clock.now(), reason=reason)
        return answered(project)


class AgreeDatesView(ProjectScopedView):
    """New promised dates."""

    serializer_class = ProjectSerializer

    @extend_schema(request=bodies.DatesBody, responses=ProjectSerializer)
    def post(self, request, number):
        """The customer agreed to this start and end: they are the promise from now on."""
        project, values = self.project(), self.parsed(bodies.DatesBody)
        actions.agree_dates(project=project, by=request.member, now=clock.now(), **values)
        return answered(project)


class TellDatesView(ProjectScopedView):
    """Dates the customer was told."""

    serializer_class = ProjectSerializer

    @extend_schema(request=bodies.DatesBody, responses=ProjectSerializer)
    def post(self, request, number):
        """The customer was told this start and end (by phone, say); the promise stays as it is."""
        project, values = self.project(), self.parsed(bodies.DatesBody)
        actions.tell_dates(project=project, by=request.member, now=clock.now(), **values)
        return answered(project)


class PeopleView(ProjectScopedView):
    """Who manages and who leads."""

    serializer_class = ProjectSerializer

    @extend_schema(request=bodies.PeopleBody, responses=ProjectSerializer)
    def post(self, request, number):
        """Hand the project to another project manager or lead tech."""
        project, values = self.project(), self.parsed(bodies.PeopleBody)
        people = {role: member_at(email, f"/{role}") for role, email in values.items()}
        actions.assign_people(project=project, by=request.member, now=clock.now(), **people)
        return answered(project)


class SendDatesView(ProjectScopedView):
    """Dates told by mail."""

    serializer_class = ProjectSerializer

    @extend_schema(request=bodies.SendDatesBody, responses={202: ProjectSerializer})
    def post(self, request, number):
        """Mail start and end to contacts of the project; the dates count as told. The mails are queued when this answers."""
        project, values = self.project(), self.parsed(bodies.SendDatesBody)
        wanted = set(values["contacts"])
        contacts = list(Contact.objects.filter(pk__in=wanted, customer_id=project.customer_id).order_by("name"))
        if len(contacts) != len(wanted):
            raise Http404
        actions.send_dates(
            project=project,
            start=values["start"],
            end=values["end"],
            contacts=contacts,
            text=values.get("text") or dates_text(project),
            by=request.member,
            now=clock.now(),
        )
        return answered(project, status=202)
