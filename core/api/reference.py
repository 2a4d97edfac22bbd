"""The OpenAPI document as frozen values that the readable page prints: groups, operations, fields, examples. Pure."""

import json
import re
from dataclasses import dataclass

from core.api.examples import Examples

DEEPEST = 3
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
        self.examples, self.site_url = Examples(schemas), site_url

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
            curl=self._curl(path, method, operation, content),
            answers=tuple(
                (status, self._answer(answer))
                for status, answer in sorted(operation.get("responses", {}).items())
                if status.startswith("2")
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
        shape = self.examples.resolved(shape)
        if shape.get("type") == "array":
            shape = self.examples.resolved(shape["items"])
        required = set(shape.get("required", ()))
        for name, field in shape.get("properties", {}).items():
            whole = self.examples.resolved(field)
            text = field.get("description") or whole.get("description") or ""
            yield Field(f"{prefix}{name}", self._kind(field), name in required, pieces(text))
            inner = (
                self.examples.resolved(whole.get("items", {}))
                if self.examples.type_of(whole) == "array"
                else whole
            )
            if inner.get("properties") and depth < DEEPEST - 1:
                mark = "[]." if self.examples.type_of(whole) == "array" else "."
                yield from self._fields(inner, f"{prefix}{name}{mark}", depth + 1)

    def _kind(self, shape):
        whole = self.examples.resolved(shape)
        if "enum" in whole:
            return " | ".join(str(value) for value in whole["enum"] if value not in ("", None))
        kind = self.examples.type_of(whole)
        if kind == "array":
            return f"list of {self._kind(whole.get('items', {}))}"
        return {"uuid": "id", "date-time": "instant", "uri": "address"}.get(
            whole.get("format"), whole.get("format") or kind
        )

    def _curl(self, path, method, operation, content):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                value = self.examples.of(parameter.get("schema", {}), parameter["name"])
                path = path.replace(f"{{{parameter['name']}}}", str(value))
        lines = [f"curl -X {method.upper()} {self.site_url}{path}", '-H "Authorization: Bearer $MSP_PM_KEY"']
        if content:
            example = json.dumps(self.examples.of_content(content), indent=2, ensure_ascii=False)
            lines += ['-H "Content-Type: application/json"', f"-d '{example}'"]
        return " \\\n  ".join(lines)

    def _answer(self, answer):
        content = answer.get("content", {}).get("application/json", {})
        return json.dumps(self.examples.of_content(content), indent=2, ensure_ascii=False) if content else ""
