"""The finish of the OpenAPI file: examples, made from the shapes themselves; one written by hand goes before. Pure."""

DEEPEST = 6
FORMATS = {
    "uuid": "019a6f0e-5f0c-7c1e-9d53-0c4a1b2c3d4e",
    "date": "2026-12-01",
    "date-time": "2026-12-01T09:00:00-05:00",
    "email": "ann@acme.example",
    "uri": "https://msp.example/",
    "decimal": "1.50",
    "local-time": "15:00:00",
}
NAMES = {
    "number": "P-0001",
    "key": "purchased",
    "title": "Server refresh",
    "name": "Ann Lee",
    "currency": "USD",
    "week": "2026-W48",
    "time_zone": "America/New_York",
    "external_id": "D-1001",
    "source": "hubspot",
    "reason": "The customer moves offices",
    "next": "https://msp.example/api/v1/…?cursor=…",
    "variance_percent": "2.5",
    "previous": None,
}


class Examples:
    """Examples of shapes that may refer to ``schemas`` (the components of the document)."""

    def __init__(self, schemas):
        self.schemas = schemas

    def of_content(self, content):
        """The example of a media type: the one it carries, else one made of its shape."""
        for given in content.get("examples", {}).values():
            return given["value"]
        return content["example"] if "example" in content else self.of(content.get("schema", {}))

    def of(self, shape, name="", depth=0):
        """A value of ``shape``; ``name`` is the field's, which often says more than its type."""
        shape = self.resolved(shape)
        if "enum" in shape:
            return next((value for value in shape["enum"] if value not in ("", None)), shape["enum"][0])
        kind = self.type_of(shape)
        if name in NAMES and kind == "string":
            return NAMES[name]
        if kind == "object":
            inner = shape.get("properties", {}) if depth <= DEEPEST else {}
            return {key: self.of(value, key, depth + 1) for key, value in inner.items()}
        if kind == "array":
            return [self.of(shape.get("items", {}), name, depth + 1)]
        if kind != "string":
            return _number(kind, shape)
        return FORMATS.get(shape.get("format"), "…")

    def type_of(self, shape):
        """The first type that is not null."""
        kinds = shape.get("type", "object")
        return kinds if isinstance(kinds, str) else next(kind for kind in kinds if kind != "null")

    def resolved(self, shape):
        """The shape itself, where it is a reference or the first of several."""
        if "$ref" in shape:
            return self.resolved(self.schemas[shape["$ref"].rsplit("/", 1)[1]])
        choice = next((key for key in ("oneOf", "anyOf", "allOf") if shape.get(key)), None)
        return self.resolved(shape[choice][0]) if choice else shape


def _number(kind, shape):
    if kind == "boolean":
        return True
    return {"integer": max(1, shape.get("minimum", 1)), "number": 1.5}.get(kind)


def put_examples(result, generator, request, public):
    """drf-spectacular's hook: an example for every body and answer that has none."""
    examples = Examples(result.get("components", {}).get("schemas", {}))
    for operation in (row for methods in result["paths"].values() for row in methods.values()):
        answers = [row for status, row in operation["responses"].items() if status.startswith("2")]
        for part in (operation.get("requestBody", {}), *answers):
            for content in part.get("content", {}).values():
                if not content.keys() & {"example", "examples"}:
                    content["example"] = examples.of_content(content)
    return result


def say_any_of(result, generator, request, public):
    """drf-spectacular's hook: what its shapes say too strictly.

    ``oneOf`` with null beside it is ``anyOf``, as a value of any type may be null twice. A time of day has no offset
    here, which the format ``time`` would demand.
    """
    for shape in _shapes(result):
        if {"type": "null"} in shape.get("oneOf", ()):
            shape["anyOf"] = shape.pop("oneOf")
        if shape.get("format") == "time":
            shape["format"] = "local-time"
    return result


def _shapes(part):
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _shapes(inner)
