"""Pages of imports: send a table, match its columns, look at the check, run it, correct what is wrong, take it back."""

from itertools import islice

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import clock
from core.errors import DomainError, NotAllowed
from core.files import path_of
from core.forms import add_refusal
from core.htmx import template_for
from core.paging import page_of
from imports import actions, queries
from imports.choices import ImportState
from imports.forms import FileForm, MappingForm, SortingForm
from imports.kinds import KINDS
from imports.models import ImportJob
from imports.reading import head_of, rows_of

ORDER = ("-created_at", "-id")


@require_GET
def import_list(request, slug):
    """Every import of the organization, newest first."""
    page = page_of(request, queries.jobs(), ORDER)
    rows = [(row, KINDS[row.kind].label) for row in page if row.kind in KINDS]
    kinds = [kind for kind in KINDS.values() if kind.may(request.member)]
    context = {"nav_key": "settings", "page": page, "rows": rows, "kinds": kinds}
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request, slug, kind):
    """Send a table of that kind."""
    wanted = _kind(kind)
    if not wanted.may(request.member):
        raise NotAllowed(_("Your roles do not let you import these."))
    form = FileForm(request.POST or None, request.FILES or None, kind=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.stage_import(
                kind=wanted,
                upload=form.cleaned_data["file"],
                preset=form.cleaned_data.get("preset", ""),
                by=request.member,
                now=clock.now(),
            )
        except DomainError as error:
            if error.status == 403:
                raise
            add_refusal(form, error)
        else:
            return redirect(job)
    context = {"nav_key": "settings", "form": form, "kind": wanted, "back": reverse(wanted.home, args=[slug])}
    return render(request, "imports/new.html", context, status=422 if form.errors else 200)


@require_GET
def job(request, slug, pk):
    """One import at its step; while a worker has it the page asks again by itself."""
    return _page(request, _job(pk))


@require_POST
def check(request, slug, pk):
    """Match the columns and try every row."""
    row = _job(pk)
    form = _mapping_form(row, request.POST)
    if form.is_valid():
        act = {"by": request.member, "now": clock.now()}
        try:
            return redirect(actions.check_import(job=row, mapping=form.mapping, options=form.options, **act))
        except DomainError as error:
            if error.status in (403, 409):
                raise
            for fault in error.errors:
                name = f"column-{fault['pointer'].strip('/')}"
                form.add_error(name if name in form.fields else None, fault["detail"])
    return _page(request, row, form=form, status=422)


@require_POST
def sort(request, slug, pk):
    """Say what the values stand for and try every row."""
    row = _job(pk)
    form = _sorting_form(row, request.POST)
    if form.is_valid():
        act = {"by": request.member, "now": clock.now()}
        return redirect(actions.sort_import(job=row, sorting=form.sorting, **act))
    return _page(request, row, sorting_form=form, status=422)


@require_POST
def run(request, slug, pk):
    """Write what the check announced."""
    return redirect(actions.run_import(job=_job(pk), by=request.member, now=clock.now()))


@require_POST
def cancel(request, slug, pk):
    """Stop it."""
    return redirect(actions.cancel_import(job=_job(pk), by=request.member, now=clock.now()))


@require_POST
def undo(request, slug, pk):
    """Take it back."""
    try:
        return redirect(actions.undo_import(job=_job(pk), by=request.member, now=clock.now()))
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
        return redirect(_job(pk))


@require_GET
def rejects(request, slug, pk):
    """The wrong rows, to correct and send again."""
    row = _job(pk)
    if not KINDS[row.kind].may(request.member):
        raise NotAllowed(_("Your roles do not let you import these."))
    if row.file is None:
        raise Http404
    # Read here, in the organization's transaction: a stream would be read outside of it.
    answer = StreamingHttpResponse(iter(list(queries.rejects(row))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{row.pk}.csv"'
    return answer


def _page(request, row, *, form=None, sorting_form=None, status=200):
    kind = KINDS[row.kind]
    may = kind.may(request.member)
    waits = row.is_waiting and row.file is not None and may
    kept = row.things.filter(undone=False).count() if row.state == ImportState.UNDONE else 0
    context = {
        "nav_key": "settings",
        "job": row,
        "kind": kind,
        "form": form or (_mapping_form(row) if waits else None),
        "sorting_form": sorting_form or (_sorting_form(row) if waits and row.sorting else None),
        "may": may,
        "groups": queries.fault_groups(row) if row.failed else [],
        "can_undo": may and row.is_over and row.things.filter(undone=None).exists(),
        "kept": list(row.things.filter(undone=False)[:50]) if kept else [],
        "kept_count": kept,
        "kept_until": row.updated_at + actions.KEPT if row.file else None,
        "back": reverse(kind.home, args=[request.organization.slug]),
    }
    return render(request, template_for(request, "imports/job.html", "imports/_job.html"), context, status=status)


def _mapping_form(row, data=None):
    kind = KINDS[row.kind]
    path = path_of(row.file)
    headings = head_of(path)
    first = next(islice((cells for _number, cells in rows_of(path)), 1, 2), [])
    samples = dict(zip(headings, (cell.strip() for cell in first), strict=False))
    initial = {f"column-{name}": heading for name, heading in row.mapping.items()}
    initial |= {f"option-{name}": value for name, value in row.options.items()}
    options = kind.options(row.organization)
    return MappingForm(data, kind=kind, headings=headings, samples=samples, options=options, initial=initial)


def _sorting_form(row, data=None):
    return SortingForm(data, kind=KINDS[row.kind], organization=row.organization, sorting=row.sorting)


def _job(pk):
    row = get_object_or_404(ImportJob.objects.select_related("file", "member__user", "organization"), pk=pk)
    if row.kind not in KINDS:
        raise Http404
    return row


def _kind(key):
    if key not in KINDS:
        raise Http404
    return KINDS[key]
