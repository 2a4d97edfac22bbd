"""Panels that lower apps' pages show by URL name: the projects of a customer, the project of a deal."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.htmx import template_for
from customers.models import Customer
from deals.models import Deal
from projects.queries import projects
from projects.queries.verdicts import verdicts_of, with_verdicts


@require_GET
def of_customer(request, slug, pk):
    """The customer's projects with both verdicts, newest first."""
    customer = get_object_or_404(Customer, pk=pk)
    return _panel(request, {"customer": customer, "rows": projects(request.organization, customer=customer.pk)})


@require_GET
def of_deal(request, slug, pk):
    """What became of an accepted deal, and who was released."""
    deal = get_object_or_404(Deal.objects.select_related("customer", "salesperson__user"), pk=pk)
    rows = projects(request.organization, customer=deal.customer_id).filter(deal=deal)
    return _panel(request, {"customer": deal.customer, "deal": deal, "rows": rows})


def _panel(request, context):
    rows = [(project, *verdicts_of(project)) for project in with_verdicts(context["rows"])]
    context |= {"rows": rows, "nav_key": "deals" if "deal" in context else "customers"}
    return render(
        request, template_for(request, "projects/panels/page.html", "projects/panels/_projects.html"), context
    )
