"""Sites of a customer and the days on which nobody may touch anything there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.conflicts import seen_in, wanted_in
from customers import actions, forms
from customers.models import BlackoutDate, Customer, Site
from customers.views.pages import form_page, one_form


@form_page
def new_site(request, slug, pk):
    """Add a site to the customer."""
    customer = get_object_or_404(Customer, pk=pk)
    form = forms.SiteForm(request.POST or None, customer=customer)

    def save(values):
        actions.add_site(customer=customer, by=request.member, **values)
        return customer.pk

    title = _("New site of %(name)s") % {"name": customer.name}
    return one_form(request, slug, form, save, title=title, verb=_("Add the site"), customer=customer)


@form_page
def edit_site(request, slug, pk):
    """Change a site."""
    site = get_object_or_404(Site.objects.select_related("customer"), pk=pk)
    initial = {field: getattr(site, field) for field in actions.SITE_FIELDS}
    form = forms.SiteForm(request.POST or None, initial=initial, customer=site.customer)

    def save(values):
        wanted, seen = wanted_in(request.POST, values), seen_in(request.POST)
        return actions.update_site(site=site, by=request.member, changes=wanted, seen=seen).customer_id

    title = _("Edit %(name)s") % {"name": site.name}
    verb = _("Save the site")
    return one_form(request, slug, form, save, title=title, verb=verb, customer=site.customer, row=site)


@require_POST
def remove_site(request, slug, pk):
    """Take a site away."""
    site = get_object_or_404(Site, pk=pk)
    actions.remove_site(site=site, by=request.member)
    messages.success(request, _("%(name)s is removed.") % {"name": site.name})
    return redirect("customers:detail", slug, site.customer_id)


@form_page
def new_blackout(request, slug, pk):
    """Add closed days."""
    customer = get_object_or_404(Customer, pk=pk)
    form = forms.BlackoutForm(request.POST or None, sites=customer.sites.order_by("name"))

    def save(values):
        actions.add_blackout(customer=customer, by=request.member, **values)
        return customer.pk

    title = _("Days on which %(name)s must not be interrupted") % {"name": customer.name}
    return one_form(request, slug, form, save, title=title, verb=_("Keep these days closed"), customer=customer)


@require_POST
def remove_blackout(request, slug, pk):
    """The days are open again."""
    blackout = get_object_or_404(BlackoutDate, pk=pk)
    actions.remove_blackout(blackout=blackout, by=request.member)
    messages.success(request, _("These days are open again."))
    return redirect("customers:detail", slug, blackout.customer_id)
