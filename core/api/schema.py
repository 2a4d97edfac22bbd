"""What the OpenAPI file says of every operation alike: headers that may be sent, refusals that may come."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from core.api.etags import CHANGING, SingleResource
from core.api.problems import TITLES

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
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. A refusal may carry more, for example what is still `missing`.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "`urn:msp-pm:<code>`, or `about:blank` when the status says it all.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "One for each wrong field; `pointer` is a JSON pointer into the body.",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
ALWAYS = (400, 401, 403, 404, 406, 429)
OF_WRITES = (409, 413, 415)


class ApiSchema(AutoSchema):
    """drf-spectacular's reading of a view, with the headers of the whole API."""

    def get_override_parameters(self):
        """The headers that fit the method and the kind of view."""
        found = super().get_override_parameters()
        if self.method == "POST":
            return [*found, IDEMPOTENCY]
        if not self._is_single():
            return found
        return [*found, IF_MATCH if self.method in CHANGING else IF_NONE_MATCH]

    def get_operation(self, *args, **kwargs):
        """The operation with every refusal it may answer."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._refusals():
            operation["responses"].setdefault(str(status), self._problem(status))
        if self._is_single() and self.method == "GET":
            operation["responses"]["304"] = {"description": "What you have still holds."}
        return operation

    def _is_single(self):
        return isinstance(self.view, SingleResource)

    def _refusals(self):
        found = [*ALWAYS, *(OF_WRITES if self.method in {"POST", *CHANGING} else ())]
        if self.method == "POST":
            found.append(422)  # Idempotency-Key
        if self._is_single() and self.method in CHANGING:
            found.append(412)
        return sorted(found)

    def _problem(self, status):
        shape = self._component("Problem", ResolvedComponent.SCHEMA, PROBLEM)
        content = {"application/problem+json": {"schema": shape.ref}}
        answer = {"description": TITLES[status], "content": content}
        name = TITLES[status].title().replace(" ", "")
        return self._component(name, ResolvedComponent.RESPONSE, answer).ref

    def _component(self, name, kind, shape):
        component = ResolvedComponent(name=name, type=kind, schema=shape, object=name)
        if component not in self.registry:
            self.registry.register(component)
        return component
