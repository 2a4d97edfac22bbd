"""One form for one row below a project, in the drawer or as a page; two editors at once lose nothing."""

from django.db import transaction
from django.shortcuts import render

from audit.conflicts import clashes
from core import clock
from core.conflicts import Conflict, shown
from core.errors import InvalidInput
from core.forms import add_refusal
from core.htmx import redirect


def row_form(request, project, form, save, *, title, label, back, row=None, fields=(), **delete):
    """Show the form, or ``save`` its values and go back. ``save`` returns the row, whose anchor is looked for.

    With ``row`` the form carries what it shows of ``fields``; a Conflict that ``save`` raises is put before the
    person (409). ``delete`` holds ``delete_url`` and ``delete_label``.
    """
    status, found = 200, []
    seen = request.POST.get("seen") or (shown(row, fields) if row else "")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    return redirect(request, _after(back, save(form.cleaned_data)))
            except Conflict as conflict:
                status = 409
                found = clashes(conflict, row, form, clock.now(), project.organization.zone)
                seen = shown(row, fields)
            except InvalidInput as error:
                add_refusal(form, error)
    context = {
        "nav_key": "projects",
        "project": project,
        "form": form,
        "title": title,
        "label": label,
        "back": back,
        "seen": seen,
        "clashes": found,
        "object_id": row.pk if row else None,
    }
    return render(request, "projects/form.html", context | delete, status=status)


def _after(back, saved):
    """Where to land: the row itself on the plan, else the anchor that ``back`` names already."""
    return back if "#" in back or saved is None else f"{back}#task-{saved.pk}"
