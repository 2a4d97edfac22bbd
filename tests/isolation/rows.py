"""One row in every tenant table, made from the models alone, so that no new table is forgotten."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.db import models

from core.db.keys import tenant_key
from core.identifiers import uuid7
from projects.models import Task, TaskLink
from scheduling.models import Booking

MOMENT = dt.datetime(2026, 11, 20, 15, tzinfo=dt.UTC)


def tenant_models():
    """Every model with an organization key, in a stable order."""
    return sorted((m for m in apps.get_models() if tenant_key(m)), key=lambda m: m._meta.label)


class Rows:
    """Rows of one company: ``rows[Model]`` makes the row (and what it needs) on first use. Needs a scope."""

    def __init__(self, company, canary=""):
        self.company, self.canary = company, canary
        self._made = {
            type(obj): obj
            for obj in (company.organization, company.customer, company.contact, company.project_manager)
        }

    def __getitem__(self, model):
        if model not in self._made:
            existing = model.objects.first() if tenant_key(model) else None
            self._made[model] = existing or self._make(model)
        return self._made[model]

    def _make(self, model):
        values = self._values(model)
        if model is TaskLink:  # never a task and itself
            values["before"] = Task.objects.create(**self._values(Task))
        if model is Booking:  # ends after it starts, and has an override as a whole
            values |= {"ends_at": MOMENT + dt.timedelta(hours=1), "override_until": MOMENT.date()}
        return model.objects.create(**values)

    def fill(self):
        """Make a row in every tenant table and return ``{model: row}``."""
        return {model: self[model] for model in tenant_models()}

    def _values(self, model):
        fields = (f for f in model._meta.concrete_fields if self._is_needed(f, model))
        return {field.name: self._value(field) for field in fields}

    def _is_needed(self, field, model):
        if field.primary_key or field is tenant_key(model):
            return False
        if field.many_to_one:
            return field.remote_field.model is not model
        return isinstance(field, models.CharField | models.TextField) or (
            not field.has_default() and not field.null
        )

    def _value(self, field):
        if field.many_to_one:
            return self[field.remote_field.model]
        if field.choices:
            return field.choices[0][0]
        if field.name == "content_hash" and field.blank:  # a draft: what was submitted does not change
            return ""
        makers = [
            (models.BinaryField, b"x"),
            (models.EmailField, f"x{self.canary.strip().lower()}@rows.example"),
            (models.URLField, f"https://rows.example/{self.canary.strip()}"),
            (models.CharField, f"text{self.canary}"[: field.max_length or None]),
            (models.TextField, f"text{self.canary}"),
            (models.DateTimeField, MOMENT),
            (models.DateField, MOMENT.date()),
            (models.TimeField, dt.time(9)),
            (models.DecimalField, Decimal(1)),
            (models.IntegerField, 1),
            (models.BooleanField, False),
            (models.UUIDField, uuid7()),
            (models.JSONField, {"text": f"text{self.canary}"}),
        ]
        for kind, value in makers:
            if isinstance(field, kind):
                return value
        return []


def random_id() -> UUID:
    """An id that no row has."""
    return uuid7()
