"""Rights of a key = its scopes ∩ its member's roles."""

from rest_framework.permissions import BasePermission

SAFE = {"GET", "HEAD", "OPTIONS"}


class HasScope(BasePermission):
    """The view names ``scope_area``; reading needs ``<area>:read`` (or write), the rest ``<area>:write``.

    Roles are checked by the action itself, the same as for a page.
    """

    message = "This key lacks the scope for that."

    def has_permission(self, request, view):
        key = request.auth
        if key is None:
            return False
        area = view.scope_area
        wanted = {f"{area}:write", "*"} | ({f"{area}:read"} if request.method in SAFE else set())
        return bool(wanted & set(key.scopes))
