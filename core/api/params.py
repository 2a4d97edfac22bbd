"""Query parameters of single API lists: read, or refused by name. What every list takes: ``core.api.filters``."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

SEARCH = OpenApiParameter("search", str, description="A fragment of a name.")


def id_param(request, name):
    """The UUID of ``?name=``, or None when absent."""
    raw = request.query_params.get(name)
    if not raw:
        return None
    try:
        return UUID(raw)
    except ValueError:
        raise ValidationError({name: "must be an id"}) from None


def flag_param(request, name):
    """True, False, or None when absent."""
    raw = request.query_params.get(name, "").lower()
    if raw in ("", "true", "false"):
        return {"true": True, "false": False}.get(raw)
    raise ValidationError({name: "must be true or false"})


def choice_param(request, name, choices):
    """A value of ``choices`` (a TextChoices), or "" when absent."""
    raw = request.query_params.get(name, "")
    if raw and raw not in choices.values:
        raise ValidationError({name: f"must be one of {', '.join(choices.values)}"})
    return raw


def ordering_param(request, orderings, default):
    """The fields of ``?ordering=`` for cursor paging: ``orderings`` maps a name to a field; ids break ties."""
    raw = request.query_params.get("ordering", default)
    field = orderings.get(raw.removeprefix("-"))
    if field is None:
        raise ValidationError({"ordering": f"must be one of {', '.join(sorted(orderings))}, or one with a minus"})
    return (f"-{field}", "-id") if raw.startswith("-") else (field, "id")
