"""How a person looks in the API: ``{"name", "email"}``, whether member or contact."""

from rest_framework import serializers


def person(row):
    """``{"name", "email"}`` of a member, contact or user; None for nobody."""
    return None if row is None else {"name": row.name, "email": row.email}


class PersonSerializer(serializers.Serializer):
    """The same as a field of other serializers (and for the OpenAPI file)."""

    name = serializers.CharField(read_only=True)
    email = serializers.EmailField(read_only=True)
