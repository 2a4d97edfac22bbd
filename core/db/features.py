"""What differs from Django's own PostgreSQL backend in SQL generation."""

from django.db.backends.postgresql.features import DatabaseFeatures

from core.db.keys import tenant_key


class Features(DatabaseFeatures):
    """PostgreSQL features, aware of composite database keys."""

    def allows_group_by_selected_pks_on_model(self, model):
        # The database key is (organization_id, id): GROUP BY id alone does not determine the row.
        return tenant_key(model) is None and super().allows_group_by_selected_pks_on_model(model)
