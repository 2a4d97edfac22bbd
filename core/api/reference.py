"""The OpenAPI document as frozen values that the readable page prints: groups, operations, fields, examples. Pure."""

import json
import re
from dataclasses import dataclass

DEEPEST = 3
IDENTIFIER = "019a6f0e-5f0c-7c1e-9d53-0c4a1b2c3d4e"
FORMATS = {
    "uuid": IDENTIFIER,
    "date": "2026-12-01",
    "date-time": "2026-12-01T09:00:00-05:00",
    "email": "ann@acme.example",
    "uri": "https://msp.example/",
    "decimal": "1.50",
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
    "previous": None,
}
CODE = re.compile(r"``(.+?)``")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body; ``kind`` in words, ``place`` is path, query or empty."""

    name: str
    kind: str
    required: bool
    text: tuple
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    title: str
    paragraphs: tuple
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    curl: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations under one first step of the address."""

    anchor: str
    name: str
    operations: tuple[Operation, ...]


def groups_of(document, site_url):
    """The groups of an OpenAPI document in alphabetical order; examples call ``site_url``."""
    reader = _Reader(document.get("components", {}).get("schemas", {}), site_url)
    found = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            found.setdefault(tag, []).append(reader.operation(path, method, operation))
    return tuple(
        Group(f"group-{tag}", tag.replace("-", " ").capitalize(), tuple(found[tag])) for tag in sorted(found)
    )


def pieces(text):
    """``text`` cut at its double backticks: pairs of whether it is code, and the words."""
    return tuple((index % 2 == 1, part) for index, part in enumerate(CODE.split(" ".join(text.split()))) if part)


class _Reader:
    def __init__(self, schemas, site_url):
        self.schemas, self.site_url = schemas, site_url

    def operation(self, path, method, operation):
        paragraphs = [part for part in (operation.get("description") or "").split("\n\n") if part.strip()]
        parameters = [self._parameter(p) for p in operation.get("parameters", ())]
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        body = content.get("schema")
        return Operation(
            anchor=operation["operationId"],
            method=method.upper(),
            path=path,
            title=operation["operationId"].replace("_", " ").capitalize(),
            paragraphs=tuple(pieces(part) for part in paragraphs),
            parameters=tuple(sorted(parameters, key=lambda field: field.place != "path")),
            body=tuple(self._fields(body)) if body else (),
            curl=self._curl(path, method, operation, body),
            answers=tuple(
                (status, self._answer(answer)) for status, answer in sorted(operation.get("responses", {}).items())
            ),
        )

    def _parameter(self, parameter):
        return Field(
            parameter["name"],
            self._kind(parameter.get("schema", {})),
            parameter.get("required", False),
            pieces(parameter.get("description", "")),
            parameter["in"],
        )

    def _fields(self, shape, prefix="", depth=0):
        shape = self._resolved(shape)
        if shape.get("type") == "array":
            shape = self._resolved(shape["items"])
        required = set(shape.get("required", ()))
        for name, field in shape.get("properties", {}).items():
            whole = self._resolved(field)
            text = field.get("description") or whole.get("description") or ""
            yield Field(f"{prefix}{name}", self._kind(field), name in required, pieces(text))
            inner = self._resolved(whole.get("items", {})) if self._type(whole) == "array" else whole
            if inner.get("properties") and depth < DEEPEST - 1:
                mark = "[]." if self._type(whole) == "array" else "."
                yield from self._fields(inner, f"{prefix}{name}{mark}", depth + 1)

    def _kind(self, shape):
        whole = self._resolved(shape)
        if "enum" in whole:
            return " | ".join(str(value) for value in whole["enum"] if value not in ("", None))
        kind = self._type(whole)
        if kind == "array":
            return f"list of {self._kind(whole.get('items', {}))}"
        return {"uuid": "id", "date-time": "instant", "uri": "address"}.get(
            whole.get("format"), whole.get("format") or kind
        )

    def _type(self, shape):
        kinds = shape.get("type", "object")
        return kinds if isinstance(kinds, str) else next(kind for kind in kinds if kind != "null")

    def _resolved(self, shape):
        if "$ref" in shape:
            return self._resolved(self.schemas[shape["$ref"].rsplit("/", 1)[1]])
        choice = next((key for key in ("oneOf", "anyOf", "allOf") if shape.get(key)), None)
        return self._resolved(shape[choice][0]) if choice else shape

    def _example(self, shape, name="", depth=0):
        shape = self._resolved(shape)
        if "enum" in shape:
            return shape["enum"][0]
        if name in NAMES:
            return NAMES[name]
        kind = self._type(shape)
        if kind == "object":
            inner = shape.get("properties", {}) if depth <= DEEPEST else {}
            return {key: self._example(value, key, depth + 1) for key, value in inner.items()}
        if kind == "array":
            return [self._example(shape.get("items", {}), name, depth + 1)]
        if kind != "string":
            return {"boolean": True, "integer": 1, "number": 1.5}.get(kind)
        return FORMATS.get(shape.get("format"), "…")

    def _curl(self, path, method, operation, body):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                value = self._example(parameter.get("schema", {}), parameter["name"])
                path = path.replace(f"{{{parameter['name']}}}", str(value))
        lines = [f"curl -X {method.upper()} {self.site_url}{path}", '-H "Authorization: Bearer $MSP_PM_KEY"']
        if body:
            example = json.dumps(self._example(body), indent=2, ensure_ascii=False)
            lines += ['-H "Content-Type: application/json"', f"-d '{example}'"]
        return " \\\n  ".join(lines)

    def _answer(self, answer):
        shape = answer.get("content", {}).get("application/json", {}).get("schema")
        return json.dumps(self._example(shape), indent=2, ensure_ascii=False) if shape else ""
