"""The gallery: every kind of mail as its reader gets it, rendered from the samples that the apps ship."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from mailing import gallery as shelf
from mailing.views.deliveries import MAIL_HEADERS
from mailing.words import audience_label, kind_label


@require_safe
def gallery(request, slug, sample=""):
    """The list of samples and one of them: the named one, or the first."""
    samples = shelf.samples()
    chosen = next((one for one in samples if one.key == sample), None if sample else samples[0])
    if chosen is None:
        raise Http404
    context = {
        "nav_key": "deliveries",
        "groups": [
            (
                audience_label(audience),
                [(one, kind_label(one.kind)) for one in samples if one.audience == audience],
            )
            for audience in shelf.ORDER
            if any(one.audience == audience for one in samples)
        ],
        "chosen": chosen,
        "kind": kind_label(chosen.kind),
        "audience": audience_label(chosen.audience),
        "as_text": request.GET.get("as") == "text",
    }
    return render(request, "mailing/gallery.html", context)


@require_safe
@xframe_options_sameorigin
def gallery_html(request, slug, sample):
    """The HTML of one sample, for the sandboxed frame."""
    chosen = shelf.sample(sample)
    if chosen is None:
        raise Http404
    return HttpResponse(chosen.mail.html, headers=MAIL_HEADERS)
