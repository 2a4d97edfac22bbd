"""Errors of the domain. Actions raise them; ``core.middleware`` and ``core.api`` translate them."""


class DomainError(Exception):
    """A rule refuses: nothing was changed.

    ``code`` is stable and for machines, ``message`` a sentence for people (what was not done and
    why), ``status`` the HTTP status, ``extra`` further members of the problem document and
    ``errors`` a list of ``{pointer, code, detail}`` for single fields.
    """

    status = 409

    def __init__(self, code, message, *, status=None, errors=(), **extra):
        super().__init__(message)
        self.code, self.message = code, message
        self.status = status or self.status
        self.errors, self.extra = list(errors), extra


class NotAllowed(DomainError):
    """The object is known, but this member may not do that to it (403)."""

    status = 403

    def __init__(self, message, code="not_allowed", **extra):
        super().__init__(code, message, **extra)


class InvalidInput(DomainError):
    """Input that no retry will make right (400), with ``errors`` per field."""

    status = 400

    def __init__(self, message, errors=(), code="invalid", **extra):
        super().__init__(code, message, errors=errors, **extra)
