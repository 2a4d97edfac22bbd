"""What the customer sees, for staff: the same page from the same query, in a frame of our own, without a token."""

from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from core import clock
from portal import queries
from projects.queries import project_by_number

# The framed page shows and can do nothing.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'self'; sandbox"


@require_safe
def customer_view(request, slug, number):
    """The frame: whose eyes these are, the way back, and the page inside."""
    context = {"nav_key": "projects", "project": project_by_number(number)}
    return render(request, "portal/preview.html", context)


@require_safe
@xframe_options_sameorigin
def customer_page(request, slug, number):
    """The customer's status page itself. Links that need the customer's own token are plain words."""
    project = project_by_number(number)
    page = queries.status_page(request.organization, project.pk, clock.today(request.organization.zone))
    names = {"organization_name": page.organization, "customer": page.customer}
    response = render(request, "portal/status.html", {"page": page, "token": ""} | names)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-store"
    return response
