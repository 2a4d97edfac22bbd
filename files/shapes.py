"""How files look in the API, and what an upload is made of. Shared by the API of deals and of projects."""

from rest_framework import serializers

from files.choices import FileKind
from files.models import Document


class VersionShape(serializers.Serializer):
    """One version."""

    number = serializers.IntegerField()
    size = serializers.IntegerField(source="stored.size")
    media_type = serializers.CharField(source="stored.kind")
    sha256 = serializers.CharField(source="stored.sha256")
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField(source="created_at")


class FileShape(serializers.ModelSerializer):
    """A file with its versions, newest first."""

    versions = VersionShape(many=True, read_only=True)

    class Meta:
        model = Document
        fields = ("id", "name", "kind", "reference", "created_at", "updated_at", "versions")
        read_only_fields = fields


class FileBody(serializers.Serializer):
    """``multipart/form-data``: at most 25 MB; a name that is there already gets its next version."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=FileKind.choices, required=False, default=FileKind.OTHER)
    reference = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
