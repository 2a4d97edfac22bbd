"""The schema editor that no migration can forget: keys, references and policies from the marker field."""

from django.db import NotSupportedError
from django.db.backends.ddl_references import Columns
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from core.db.keys import OrganizationKey, has_row_security, tenant_key

# Loud on purpose: without a scope the cast fails (42704 or 22P02) instead of returning no rows.
POLICY = "organization_id = current_setting('app.organization_id')::uuid"


class SchemaEditor(DatabaseSchemaEditor):
    """Derives composite keys and forced row-level security from ``OrganizationKey``.

    FORCE is lifted while the owner's own DDL reads rows (validating a foreign key, filling a new
    NOT NULL column) and is put back when the editor closes.
    """

    # add_field would otherwise write REFERENCES x(id) inline, past _create_fk_sql.
    sql_create_column_inline_fk = None

    def __enter__(self):
        self._unforced = set()
        return super().__enter__()

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is None:
            for statement in self.deferred_sql:
                self.execute(statement, None)
            self.deferred_sql = []
            for table in sorted(self._unforced):
                self.execute(f"ALTER TABLE {self.quote_name(table)} FORCE ROW LEVEL SECURITY", None)
        super().__exit__(exc_type, exc_value, traceback)

    def _unforce(self, *models):
        for model in models:
            table = model._meta.db_table
            if has_row_security(model) and table not in self._unforced:
                self.execute(f"ALTER TABLE {self.quote_name(table)} NO FORCE ROW LEVEL SECURITY", None)
                self._unforced.add(table)

    # Tables

    def create_model(self, model):
        self._refuse_implicit_many_to_many(model)
        if has_row_security(model):
            self._unforced.add(model._meta.db_table)  # forced when the editor closes
        super().create_model(model)
        key = tenant_key(model)
        if key is None:
            return
        quote, table = self.quote_name, self.quote_name(model._meta.db_table)
        name = quote(model._meta.db_table[:55] + "_pkey")
        columns = f"{quote(key.column)}, {quote(model._meta.pk.column)}"
        self.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} PRIMARY KEY ({columns})", None)
        if has_row_security(model):
            self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", None)
            self.execute(f"CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY})", None)

    def _refuse_implicit_many_to_many(self, model):
        if not model._meta.auto_created or tenant_key(model):
            return
        ends = [f.remote_field.model for f in model._meta.local_fields if f.remote_field]
        if any(tenant_key(end) for end in ends):
            raise NotSupportedError(
                f"{model._meta.label}: implicit many-to-many between tenant tables; write the through model"
            )

    def delete_model(self, model):
        super().delete_model(model)
        self._unforced.discard(model._meta.db_table)

    def alter_db_table(self, model, old_db_table, new_db_table):
        super().alter_db_table(model, old_db_table, new_db_table)
        if old_db_table in self._unforced:
            self._unforced.discard(old_db_table)
            self._unforced.add(new_db_table)

    # Columns

    def _iter_column_sql(self, column_db_type, params, model, field, *args, **kwargs):
        tenant = tenant_key(model)
        for part in super()._iter_column_sql(column_db_type, params, model, field, *args, **kwargs):
            if tenant and part == "PRIMARY KEY":
                continue
            if tenant and part == "UNIQUE":
                self.deferred_sql.append(self._create_unique_sql(model, [field]))
                continue
            yield part

    def add_field(self, model, field):
        if isinstance(field, OrganizationKey):
            raise NotSupportedError("a table becomes a tenant table only by being created as one")
        self._unforce(model)
        super().add_field(model, field)

    def alter_field(self, model, old_field, new_field, strict=False):
        self._unforce(model)
        super().alter_field(model, old_field, new_field, strict)

    # References, unique constraints, indexes

    def _create_fk_sql(self, model, field, suffix):
        target_model = field.target_field.model
        self._unforce(model, target_model)
        statement = super()._create_fk_sql(model, field, suffix)
        key, target = tenant_key(model), tenant_key(target_model)
        if target is None:
            return statement
        if key is None:
            raise NotSupportedError(
                f"{model._meta.label}.{field.name}: a global table may not point into a tenant table"
            )
        quote = self.quote_name
        statement.parts["column"] = Columns(model._meta.db_table, [key.column, field.column], quote)
        statement.parts["to_column"] = Columns(
            target_model._meta.db_table, [target.column, field.target_field.column], quote
        )
        return statement

    def _create_unique_sql(self, model, fields, *args, **kwargs):
        key = tenant_key(model)
        if key and fields and key not in fields:
            fields = [key, *fields]
        return super()._create_unique_sql(model, fields, *args, **kwargs)

    def _create_index_sql(self, model, *, fields=None, using="", **kwargs):
        # Plain b-tree indexes start with the organization: every statement filters by it.
        key = tenant_key(model)
        if key and fields and not using and key not in fields:
            fields = [key, *fields]
            for option in ("opclasses", "col_suffixes"):
                if kwargs.get(option):
                    kwargs[option] = ["", *kwargs[option]]
        return super()._create_index_sql(model, fields=fields, using=using, **kwargs)

    def _create_like_index_sql(self, model, field):
        return None if tenant_key(model) else super()._create_like_index_sql(model, field)

    def _constraint_names(self, model, column_names=None, **kwargs):
        names = super()._constraint_names(model, column_names, **kwargs)
        key = tenant_key(model)
        single = key and column_names and len(column_names) == 1
        if single and any(kwargs.get(kind) for kind in ("foreign_key", "unique", "index")):
            names += super()._constraint_names(model, [key.column, *column_names], **kwargs)
        return names
