"""Every project gets the contacts that its updates went to until now: all of its customer's."""

from django.db import migrations

# Row by row of organizations, because row-level security is in force for the owner of the tables, too.
FILL = """
DO $$
DECLARE one uuid;
BEGIN
  FOR one IN SELECT id FROM accounts_organization LOOP
    PERFORM set_config('app.organization_id', one::text, true);
    INSERT INTO projects_projectcontact
      (organization_id, id, created_at, updated_at, project_id, contact_id, role, receives_updates)
    SELECT p.organization_id, gen_random_uuid(), now(), now(), p.id, c.id, c.role, c.receives_updates
    FROM projects_project p
    JOIN customers_contact c ON c.organization_id = p.organization_id AND c.customer_id = p.customer_id
    WHERE p.organization_id = one AND c.is_active
    ON CONFLICT (organization_id, project_id, contact_id) DO NOTHING;
  END LOOP;
  PERFORM set_config('app.organization_id', '', true);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0012_project_contacts'),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
