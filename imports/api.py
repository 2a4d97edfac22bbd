"""Imports by API: the addresses that take a table. How far it is says ``jobs/{id}/`` (dashboard.api.lists)."""

import json

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core import clock
from core.api.bodies import KnownFieldsParser, refuse_unknown
from core.errors import NotAllowed
from imports import actions
from imports.choices import ImportState
from imports.kinds import KINDS
from imports.models import ImportFault, ImportJob

MOST_ERRORS = 1000
NESTED = "must be a JSON object of our columns, in each of them values, in each of them texts"


class ImportBody(serializers.Serializer):
    """A CSV or XLSX file with headings in its first row.

    ``mapping`` is a JSON object ``{our column: their heading}``; without it the headings are guessed. ``preset`` names
    the system that it comes from; ``sorting`` is a JSON object ``{our column: {value: {name: answer}}}`` over what is
    remembered or guessed of the values. ``dry_run`` tries every row and writes nothing.
    """

    file = serializers.FileField()
    dry_run = serializers.BooleanField(required=False, default=False)
    mapping = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    options = serializers.CharField(required=False, allow_blank=True, max_length=2_000)
    sorting = serializers.CharField(required=False, allow_blank=True, max_length=200_000)
    preset = serializers.CharField(required=False, allow_blank=True, max_length=40)


class FaultShape(serializers.ModelSerializer):
    """What is wrong in a row (counted as in the file, the head is 1) and column."""

    class Meta:
        model = ImportFault
        fields = ["row", "column", "code", "detail"]


class ImportRow(serializers.ModelSerializer):
    """How far an import is. The counts are what it would do until it runs, then what it did."""

    kind = serializers.CharField()
    created_rows = serializers.IntegerField(source="created")
    updated_rows = serializers.IntegerField(source="updated")
    skipped_rows = serializers.IntegerField(source="skipped")
    failed_rows = serializers.IntegerField(source="failed")
    errors = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=ImportState.choices)

    class Meta:
        model = ImportJob
        fields = [
            "id",
            "kind",
            "name",
            "state",
            "done",
            "total",
            "created_rows",
            "updated_rows",
            "skipped_rows",
            "failed_rows",
            "mapping",
            "options",
            "sorting",
            "problem",
            "errors",
            "created_at",
            "updated_at",
        ]

    def get_errors(self, job) -> FaultShape(many=True):
        """The first thousand, by row."""
        return FaultShape(job.faults.order_by("row", "id")[:MOST_ERRORS], many=True).data


class SendTable(GenericAPIView):
    """Base of the addresses that take a table of one kind."""

    serializer_class = ImportRow
    parser_classes = (MultiPartParser, KnownFieldsParser)
    kind = ""

    def post(self, request):
        """Take a table in. It is checked or written in the background; ``GET /jobs/{id}/`` says how far it is."""
        kind = KINDS[self.kind]
        if not kind.may(request.member):
            raise NotAllowed("Your roles do not let you import these.")
        refuse_unknown(request.data, [ImportBody()])
        body = ImportBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        job = actions.import_at_once(
            kind=kind,
            upload=given["file"],
            dry_run=given["dry_run"],
            mapping=_object(given, "mapping"),
            options=_object(given, "options"),
            sorting=_sorting(given),
            preset=given.get("preset", ""),
            by=request.member,
            now=clock.now(),
        )
        return Response(self.get_serializer(job).data, status=202)


def _object(given, name):
    found = _read(given, name)
    if found is not None and not (_is_object(found) and all(isinstance(one, str) for one in found.values())):
        raise ValidationError({name: "must be a JSON object of texts"})
    return found


def _read(given, name):
    """The JSON in that field, None for nothing."""
    text = given.get(name, "")
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValidationError({name: "must be a JSON object"}) from error


def _sorting(given):
    found = _read(given, "sorting")
    if found is not None and not (_is_object(found) and all(map(_is_object, found.values()))):
        raise ValidationError({"sorting": NESTED})
    said = [one for values in (found or {}).values() for one in values.values()]
    if not all(_is_object(one) and all(isinstance(answer, str) for answer in one.values()) for one in said):
        raise ValidationError({"sorting": NESTED})
    return found


def _is_object(found):
    return isinstance(found, dict)


def _sending(kind):
    """The view that takes tables of ``kind``."""
    name = kind.key.replace("_", " ").title().replace(" ", "")
    view = type(
        f"Send{name}", (SendTable,), {"kind": kind.key, "scope_area": kind.scope, "__doc__": SendTable.__doc__}
    )
    described = extend_schema(
        operation_id=f"{kind.key}_import",
        request={"multipart/form-data": ImportBody},
        responses={202: ImportRow},
    )
    return extend_schema_view(post=described)(view)


urlpatterns = [
    path(f"{kind.address}/imports/", _sending(kind).as_view(), name=f"api-import-{kind.key.replace('_', '-')}")
    for kind in KINDS.values()
]
