"""Every address of the product, read from the URL resolver and the OpenAPI file, so that none is forgotten."""

import re
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern
from drf_spectacular.generators import SchemaGenerator

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Addresses written as expressions: the link of a password mail, and the API's "there is no such address".
EXPRESSIONS = {
    r"account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "account/password/reset/key/1-set-password/",
    "api/v1/": "api/v1/nothing/here/",
}


@dataclass(frozen=True)
class Route:
    """One address with its parameters still in it, without the leading slash."""

    path: str

    def __str__(self):
        return self.path

    @property
    def parameters(self):
        """Names of the parameters, in order."""
        return PARAMETER.findall(self.path)

    def noun_of(self, parameter):
        """The step before a parameter: ``tasks`` of ``…/tasks/<uuid:pk>/``."""
        steps = self.path.split("/")
        place = next(i for i, step in enumerate(steps) if parameter in PARAMETER.findall(step))
        return steps[place - 1]

    def address(self, values):
        """The address with ``values`` (parameter -> text) put in."""
        return "/" + PARAMETER.sub(lambda found: str(values[found[1]]), self.path)


@cache
def every_route():
    """All routes of the resolver. An expression that is not listed in EXPRESSIONS fails here."""
    return tuple(sorted((Route(path) for path in _walk(get_resolver().url_patterns, "")), key=str))


def _walk(patterns, prefix):
    for pattern in patterns:
        step = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from _walk(pattern.url_patterns, step)
        elif isinstance(pattern.pattern, RoutePattern):
            yield step
        else:
            yield EXPRESSIONS[step]


def routes_under(*prefixes):
    """The routes whose address begins with one of the prefixes."""
    return [route for route in every_route() if route.path.startswith(prefixes)]


def routes_outside(*prefixes):
    """All other routes."""
    return [route for route in every_route() if not route.path.startswith(prefixes)]


@cache
def schema():
    """The OpenAPI file."""
    return SchemaGenerator(api_version="v1").get_schema(public=True)


def documented():
    """``{path: {method: operation}}`` of the OpenAPI file, the parameters written ``{number}``."""
    return schema()["paths"]


def documented_path(route):
    """How the OpenAPI file writes a route."""
    return "/" + PARAMETER.sub(lambda found: "{id}" if found[1] == "pk" else f"{{{found[1]}}}", route.path)
