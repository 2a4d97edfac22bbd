"""The marker field that makes a table belong to one organization.

A *field* marks the table, not an abstract base class: base classes are flattened away in
migrations, so only a field reaches the schema editor in every historical state.
"""

from django.db import models


class OrganizationKey(models.ForeignKey):
    """The organization that owns the row; first part of the table's database key.

    The schema editor derives from it: primary key ``(organization_id, id)``, composite foreign
    keys, unique constraints and indexes led by the organization, and forced row-level security.
    ``row_security=False`` is for directory tables only (see ``core.tables``): composite keys
    without policies, because they are read before the organization is known.
    """

    def __init__(self, to, *, row_security=True, **kwargs):
        self.row_security = row_security
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)
        super().__init__(to, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["db_index"] = self.db_index
        if not self.row_security:
            kwargs["row_security"] = False
        return name, path, args, kwargs


def tenant_key(model):
    """The model's OrganizationKey, or None for a table outside every organization."""
    return next((f for f in model._meta.local_fields if isinstance(f, OrganizationKey)), None)


def has_row_security(model):
    """Whether the table of ``model`` is guarded by a policy."""
    key = tenant_key(model)
    return key is not None and key.row_security
