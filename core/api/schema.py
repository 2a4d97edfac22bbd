"""What the OpenAPI file says of every operation alike: headers that may be sent, refusals that may come."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from core.api.etags import CHANGING, SingleResource

IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 255 characters of your choice. The same key and body again within 7 days get the stored"
    " answer (`Idempotent-Replayed: true`) and have no second effect; another body: 422; still running: 409.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` that you read. 412 when the resource has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The `ETag` that you have. 304 when it still holds."
)


class ApiSchema(AutoSchema):
    """drf-spectacular's reading of a view, with the headers of the whole API."""

    def get_override_parameters(self):
        """The headers that fit the method and the kind of view."""
        found = super().get_override_parameters()
        if self.method == "POST":
            return [*found, IDEMPOTENCY]
        if not isinstance(self.view, SingleResource):
            return found
        return [*found, IF_MATCH if self.method in CHANGING else IF_NONE_MATCH]
