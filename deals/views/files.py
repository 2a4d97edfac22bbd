"""The papers of a deal: a panel of its page that also stands alone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.htmx import redirect, template_for
from deals.actions.files import add_deal_file, remove_deal_file, restore_deal_file
from deals.models import Deal
from deals.permissions import can_edit_deals
from files.choices import FileKind
from files.models import Document
from files.queries import files_of_deal
from files.sending import handed_out, take


@require_http_methods(["GET", "POST"])
def files(request, slug, pk):
    """GET: the list with what was sent. POST ``file`` (several), ``kind``, ``reference``: keep them."""
    deal = get_object_or_404(Deal, pk=pk)
    if request.method == "POST":

        def add(upload, kind, reference):
            add_deal_file(
                deal=deal, upload=upload, by=request.member, now=clock.now(), kind=kind, reference=reference
            )

        take(request, add)
        return redirect(request, _page(deal))
    may = can_edit_deals(request.member)
    rows = list(files_of_deal(deal))
    for row in rows:
        row.can_remove = may
    context = {"nav_key": "deals", "deal": deal, "documents": rows, "kinds": FileKind.choices, "can_add": may}
    return render(request, template_for(request, "deals/files.html", "deals/_files.html"), context)


@require_GET
def download(request, slug, pk, file):
    """The newest version, or ``?version=2``, as an attachment."""
    deal = get_object_or_404(Deal, pk=pk)
    return handed_out(get_object_or_404(files_of_deal(deal), pk=file), request.GET.get("version", ""))


@require_POST
def remove(request, slug, pk, file):
    """Off the page, with undo."""
    deal = get_object_or_404(Deal, pk=pk)
    document = get_object_or_404(files_of_deal(deal), pk=file)
    remove_deal_file(document=document, by=request.member, now=clock.now())
    undo = reverse("deals:restore_file", args=[slug, deal.pk, document.pk])
    messages.success(request, _("“%s” is removed.") % document.name, extra_tags=undo)
    return redirect(request, _page(deal))


@require_POST
def restore(request, slug, pk, file):
    """Back on the page."""
    deal = get_object_or_404(Deal, pk=pk)
    document = get_object_or_404(Document, deal=deal, pk=file)
    restore_deal_file(document=document, by=request.member, now=clock.now())
    messages.success(request, _("“%s” is back.") % document.name)
    return redirect(request, _page(deal))


def _page(deal):
    return reverse("deals:files", args=[deal.organization.slug, deal.pk])
