"""The database refuses to change what was submitted or signed, and turns of state that the rules do not know."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION projects_keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mutable text[] := CASE WHEN OLD.state = ANY (string_to_array(TG_ARGV[2], ','))
                         THEN ARRAY['state', 'updated_at'] ELSE string_to_array(TG_ARGV[0], ',') END
    || ARRAY['organization_id'];  -- row-level security refuses another organization by itself
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.content_hash <> ''
       AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
      RAISE EXCEPTION '%: what was submitted is not deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD.content_hash <> '' AND (to_jsonb(NEW) - mutable) IS DISTINCT FROM (to_jsonb(OLD) - mutable) THEN
    RAISE EXCEPTION '%: what was submitted does not change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (string_to_array(TG_ARGV[1], ',')) THEN
    RAISE EXCEPTION '%: % does not become %', TG_TABLE_NAME, OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""
SOW = (
    "state,approved_at,rejected_by_id,rejected_at,rejection,updated_at",
    "draft>in_review,in_review>approved,in_review>rejected,approved>superseded",
    "approved,rejected,superseded",
)
CHANGE_ORDER = (
    "state,effective_at,ended_at,ended_by,ending,updated_at",
    "draft>proposed,draft>withdrawn,proposed>approved_internal,proposed>rejected,proposed>withdrawn,"
    "approved_internal>approved_customer,approved_internal>rejected,approved_internal>withdrawn",
    "approved_customer,rejected,withdrawn",
)


def trigger(table, arguments):
    listed = ", ".join(f"'{argument}'" for argument in arguments)
    return migrations.RunSQL(
        f"CREATE TRIGGER keep_signed BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION projects_keep_signed({listed})",
        f"DROP TRIGGER keep_signed ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0006_scope'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION projects_keep_signed()"),
        trigger("projects_sow", SOW),
        trigger("projects_changeorder", CHANGE_ORDER),
    ]
