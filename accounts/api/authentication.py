"""Reads what the resolver found; asks no database itself."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``. ``request.user`` is the user of the key's member, ``request.auth`` the key."""

    def authenticate(self, request):
        key = getattr(request._request, "api_key", None)  # noqa: SLF001  set by the resolver; DRF hides the request
        if key is None and request.headers.get("Authorization"):
            raise AuthenticationFailed(_("This key is not valid, or it was revoked."))
        return (key.member.user, key) if key else None

    def authenticate_header(self, request):
        return "Bearer"


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the key shows in the OpenAPI file."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "An API key of one organization."}
