"""Cursor pages: ``{"next", "previous", "results"}``, ``page_size`` at most 200."""

from django.core.exceptions import ValidationError as FieldError
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError

from core.paging import harmless


class CursorPagination(pagination.CursorPagination):
    """Newest first unless the view names ``cursor_ordering``; a page size over the limit is refused."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of the page; 404 for a cursor that this list did not issue."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, TypeError, OverflowError, FieldError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise NotFound(self.invalid_cursor_message) from error

    def decode_cursor(self, request):
        """DRF's, with an edge value that the database takes."""
        cursor = super().decode_cursor(request)
        if cursor is None:
            return None
        return pagination.Cursor(cursor.offset, cursor.reverse, harmless(cursor.position))

    def get_ordering(self, request, queryset, view):
        return getattr(view, "cursor_ordering", self.ordering)

    def get_page_size(self, request):
        raw = request.query_params.get(self.page_size_query_param)
        if raw is None:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and len(raw) < 9) or not 1 <= int(raw) <= self.max_page_size:
            raise ValidationError({"page_size": f"must be a whole number from 1 to {self.max_page_size}"})
        return int(raw)

    def get_paginated_response_schema(self, schema):
        """The page in the OpenAPI file; ``next`` and ``previous`` are null at the ends."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }
