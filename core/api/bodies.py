"""The bodies that the API takes: a field that an endpoint does not know is refused by name, not passed over.

What an endpoint knows is what its documentation says: the request shape of the operation and, for PUT and PATCH,
also what the same address shows, so that a body that was read may be changed and sent back. Endpoints that foreign
systems feed take ``rest_framework.parsers.JSONParser`` instead and pass over what they do not know.
"""

from functools import cache
from inspect import getattr_static, isclass

from drf_spectacular.utils import OpenApiRequest, OpenApiResponse, PolymorphicProxySerializer
from rest_framework.fields import ListField
from rest_framework.parsers import JSONParser
from rest_framework.schemas import DefaultSchema
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer
from rest_framework.settings import api_settings

from core.api.etags import CHANGING
from core.errors import InvalidInput

CODE = "unknown_field"
MOST_NAMED = 50
WRAPPERS = {OpenApiRequest: "request", OpenApiResponse: "response", PolymorphicProxySerializer: "serializers"}


class KnownFieldsParser(JSONParser):
    """JSON whose fields the view's operation knows. Raises InvalidInput (``unknown_field``) with a pointer per field."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The parsed body."""
        body = super().parse(stream, media_type, parser_context)
        refuse_unknown(body, _shapes_of(parser_context))
        return body


def _shapes_of(parser_context):
    view = parser_context["view"]
    return known_shapes(type(view), view.request.method)


def refuse_unknown(body, shapes):
    """Nothing when every field of ``body`` is in one of ``shapes``. Raises InvalidInput otherwise.

    A view that takes a form with files calls it itself: Django has read the form before any parser is asked.
    """
    found = unknown_fields(body, shapes)
    if not found:
        return
    errors = [
        {"pointer": pointer, "code": CODE, "detail": "There is no such field here."}
        for pointer in found[:MOST_NAMED]
    ]
    raise InvalidInput(
        "The body has fields that this address does not know; nothing was saved.", errors, code=CODE
    )


def unknown_fields(value, shapes, pointer=""):
    """JSON pointers to the fields of ``value`` that none of ``shapes`` (fields of one place) knows.

    A place without a declared shape takes anything; a value of the wrong type is left to validation.
    """
    if isinstance(value, list):
        inner = [shape.child for shape in shapes if isinstance(shape, ListSerializer | ListField)]
        return [
            found
            for index, item in enumerate(value)
            for found in unknown_fields(item, inner, f"{pointer}/{index}")
        ]
    known = [shape for shape in shapes if isinstance(shape, Serializer)]
    if not isinstance(value, dict) or not known or len(known) != len(shapes):
        return []
    found = []
    for name, inner in value.items():
        here = f"{pointer}/{escaped(name)}"
        fields = [shape.fields[name] for shape in known if name in shape.fields]
        found += unknown_fields(inner, fields, here) if fields else [here]
    return found


def escaped(name):
    """A name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


@cache
def known_shapes(view_class, method):
    """The serializers whose fields ``method`` of that view takes; empty when it declares no body."""
    taken = _serializers(_described(view_class, method).get_request_serializer())
    if not taken or method not in CHANGING:
        return taken
    shown = [_described(view_class, method).get_response_serializers()]
    if hasattr(view_class, "get"):
        shown.append(_described(view_class, "GET").get_response_serializers())
    read = [shape for one in shown for shape in _serializers(one)]
    return taken + [shape for shape in read if isinstance(shape, Serializer) and not _is_list(taken)]


def _is_list(shapes):
    return any(isinstance(shape, ListSerializer) for shape in shapes)


def _described(view_class, method):
    """What the documentation says of an operation, read without the schema that the view's requests share."""
    handler = getattr(view_class, method.lower())
    own = getattr(handler, "kwargs", {}).get("schema") or getattr_static(view_class, "schema")
    kind = own if isclass(own) else type(own)
    described = (api_settings.DEFAULT_SCHEMA_CLASS if issubclass(kind, DefaultSchema) else kind)()
    view = view_class()
    view.args, view.kwargs, view.request, view.format_kwarg = (), {}, None, None
    view.swagger_fake_view = True
    described.view, described.method = view, method
    return described


def _serializers(declared):
    """Every serializer in what an operation declares: one, by status or media type, or one of several."""
    if isinstance(declared, dict | list | tuple):
        several = declared.values() if isinstance(declared, dict) else declared
        return [shape for one in several for shape in _serializers(one)]
    for wrapper, inside in WRAPPERS.items():
        if isinstance(declared, wrapper):
            return _serializers(getattr(declared, inside))
    if isclass(declared) and issubclass(declared, BaseSerializer):
        return [declared()]
    return [declared] if isinstance(declared, BaseSerializer) else []
