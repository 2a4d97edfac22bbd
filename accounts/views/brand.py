"""The look of an organization for everybody: its logo and its color as a style sheet. Nothing here is secret."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.directory import organization_by_slug
from accounts.models import OrganizationLogo
from core import colors
from core.tenancy import organization_scope

FOR_EVER = "public, max-age=31536000, immutable"  # a new logo or color has a new address


@require_safe
def logo(request, slug, logo):
    """The logo by its id, as PNG."""
    organization = organization_by_slug(slug)
    if organization is None or organization.logo != logo:
        raise Http404
    with organization_scope(organization.pk):
        content = OrganizationLogo.objects.values_list("content", flat=True).filter(pk=logo).first()
    if content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@transaction.non_atomic_requests
@require_safe
def style(request, color):
    """Custom properties of a color: readable on light and on dark pages. Knows no organization."""
    shade = f"#{color}"
    if not colors.is_color(shade):
        raise Http404
    light = colors.nearest_passing(shade, colors.WHITE)
    dark = colors.nearest_passing(shade, colors.DARK)
    context = {
        "light": light,
        "dark": dark,
        "on_light": colors.text_on(light),
        "on_dark": colors.text_on(dark),
    }
    response = render(request, "accounts/brand.css", context, content_type="text/css")
    response["Cache-Control"] = FOR_EVER
    return response
