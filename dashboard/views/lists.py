"""What every list has beside its rows: saved views, exports, and changing many at once."""

import hashlib
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Role
from core import clock, exports
from core.errors import InvalidInput
from core.forms import add_refusal
from dashboard.actions.jobs import MOST_ROWS, begin_bulk, begin_export
from dashboard.actions.views import delete_view, save_view
from dashboard.forms import ViewForm
from dashboard.lists.acts import act_named, acts_of
from dashboard.lists.kinds import KINDS
from dashboard.models import SavedView
from dashboard.queries.views import default_of, views_of

AT_ONCE = 2000  # rows of a file that is made while one waits
TICKABLE = 200  # rows that can be ticked one by one
ALSO = {"customers": ("contacts",), "tasks": ("time",)}  # whose rows belong to the same page
OWN = ("format", "act", "scope", "ids", "cursor", "csrfmiddlewaretoken")


@require_GET
def tools(request, slug, list_key):
    """The bar over a list: its saved views and what can be done with all rows. A fragment, or alone a page."""
    kind, query = _kind(list_key), _filters(request.GET)
    views = list(views_of(request.member, list_key))
    default = default_of(views, request.member)
    _remember(request, list_key, default)
    context = {
        "nav_key": list_key,
        "kind": kind,
        "list_url": reverse(kind.view, args=[slug]),
        "query": query.urlencode(),
        "views": [(view, view.query == query.urlencode(), view == default) for view in views],
        "acts": acts_of(list_key, request.member),
        "also": [KINDS[key] for key in ALSO.get(list_key, ())],
    }
    name = "dashboard/_list_tools.html" if request.htmx else "dashboard/list_tools.html"
    return render(request, name, context)


@require_http_methods(["GET", "POST"])
def export(request, slug, list_key):
    """GET: the file at once, or for many rows the question; POST: made in the background."""
    kind, query = _kind(list_key), _filters(request.GET)
    form = request.GET.get("format", exports.CSV)
    if form not in exports.CONTENT_TYPES:
        raise Http404
    if request.method == "POST":
        job = begin_export(
            list_key=list_key, kind=form, query=query.urlencode(), by=request.member, now=clock.now()
        )
        return redirect(job)
    rows = kind.rows(request.organization, query)
    found = list(rows[: AT_ONCE + 1])
    if len(found) > AT_ONCE:
        context = {"nav_key": list_key, "kind": kind, "count": rows.count(), "form": form}
        return render(request, "dashboard/export.html", context)
    return file_of(kind, form, exports.table(form, kind.columns, found, kind.label))


def file_of(kind, form, data):
    """The table as a download, named after its list and day."""
    response = HttpResponse(data, content_type=exports.CONTENT_TYPES[form])
    name = f"{kind.key}-{clock.now():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def bulk(request, slug, list_key):
    """Choose act and rows; the first POST shows what will happen to exactly whom, the second (``sure=1``) begins."""
    kind, query = _kind(list_key), _filters(request.GET)
    acts = acts_of(list_key, request.member)
    if not acts:
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    act = act_named(list_key, data.get("act", acts[0].key)) or acts[0]
    rows = act.among(kind.rows(request.organization, query))
    bound = request.POST if request.method == "POST" and "scope" in request.POST else None
    form = act.form(bound, organization=request.organization)
    scope = data.get("scope", "all")
    chosen = rows if scope == "all" else rows.filter(pk__in=_ids(request.POST))
    sure = bound is not None and form.is_valid()
    pressed = sure and request.POST.get("sure")
    fingerprint = _fingerprint(chosen) if sure else ""
    moved = bool(pressed) and request.POST["sure"] != fingerprint
    if pressed and not moved:
        try:
            job = begin_bulk(
                list_key=list_key,
                act=act,
                rows=chosen,
                values=form.cleaned_data,
                by=request.member,
                now=clock.now(),
            )
            return redirect(job)
        except InvalidInput as error:
            add_refusal(form, error)
            sure = False
    count, chosen_count = rows.count(), chosen.count()
    context = {
        "nav_key": list_key,
        "kind": kind,
        "list_url": f"{reverse(kind.view, args=[slug])}?{query.urlencode()}",
        "acts": [(row, row.key == act.key) for row in acts],
        "act": act,
        "form": form,
        "scope": scope,
        "count": count,
        "chosen_count": chosen_count,
        "chosen": list(chosen[:TICKABLE]) if sure else [],
        "rows": list(rows[:TICKABLE]),
        "ticked": {str(pk) for pk in _ids(request.POST)},
        "said": _said(form) if sure else [],
        "sure": sure and chosen_count > 0,
        "fingerprint": fingerprint,
        "moved": moved,
        "nobody": sure and chosen_count == 0,
    }
    return render(request, "dashboard/bulk.html", context, status=422 if form.errors else 409 if moved else 200)


def _fingerprint(rows):
    """Which rows exactly: what was shown is what is done, or one is asked again."""
    ids = sorted(str(pk) for pk in rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:32]


@require_http_methods(["GET", "POST"])
def new_view(request, slug, list_key):
    """Save the filters of the address under a name."""
    kind, query = _kind(list_key), _filters(request.GET)
    back = f"{reverse(kind.view, args=[slug])}?{query.urlencode()}"
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_view(list_key=list_key, query=query.urlencode(), by=request.member, **form.cleaned_data)
        except InvalidInput as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("The view is saved."))
            return redirect(back)
    context = {
        "nav_key": list_key,
        "kind": kind,
        "form": form,
        "back": back,
        "leads": request.member.has_role(Role.OWNER, Role.SERVICE_MANAGER),
    }
    return render(request, "dashboard/view_form.html", context, status=422 if form.errors else 200)


@require_POST
def forget_view(request, slug, pk):
    """Delete a saved view and return to its list."""
    view = get_object_or_404(SavedView, pk=pk)
    if not view.is_shared and view.member_id != request.member.pk:
        raise Http404
    kind = _kind(view.list_key)
    delete_view(view=view, by=request.member)
    messages.success(request, _("The view is deleted."))
    return redirect(reverse(kind.view, args=[slug]))


def _kind(list_key):
    if list_key not in KINDS:
        raise Http404
    return KINDS[list_key]


def _filters(query):
    """The filters of an address without what belongs to these pages."""
    kept = [(key, value) for key, value in query.items() if key not in OWN and value]
    return QueryDict(urlencode(kept))


def _said(form):
    """``[(label, value)]`` of a valid form, choices in words."""
    found = [(field.label, form.cleaned_data[field.name], getattr(field.field, "choices", ())) for field in form]
    return [(label, dict(choices).get(value, value)) for label, value, choices in found if value]


def _ids(data):
    found = []
    for text in data.getlist("ids"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _remember(request, list_key, default):
    """What the navigation opens the list with, kept in the session so that no page has to ask for it."""
    wanted = default.query if default else ""
    if getattr(request, "viewer", None) is not None:
        return  # the session belongs to who looks
    known = request.session.get("default_views", {})
    if known.get(f"{request.organization.slug}/{list_key}", "") != wanted:
        request.session["default_views"] = known | {f"{request.organization.slug}/{list_key}": wanted}
