"""Tasks of the templates of small jobs become the plan of a version that bears the template's number."""

from django.db import migrations

# Row by row of the organizations: their rows are walled off from the migrating role, too.
MOVE = """
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT id FROM accounts_organization LOOP
    PERFORM set_config('app.organization_id', one.id::text, true);
    INSERT INTO projects_templateversion
      (id, organization_id, created_at, updated_at, template_id, number, note, plan, bom, objectives, deliverables,
       exclusions, assumptions, customer_duties, checklist, written_by_id, published_by_id, published_at)
    SELECT gen_random_uuid(), template.organization_id, template.created_at, template.updated_at, template.id,
      template.version, '', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'key', 'task-' || task.position, 'phase', '', 'title', task.title,
          'hours', trim_scale(round(task.estimate, 2))::text, 'level', task.skill_level, 'disruptive', false,
          'visible', true, 'offset', 0, 'days', 1, 'after', '[]'::jsonb) ORDER BY task.position)
        FROM projects_templatetask task
        WHERE task.organization_id = one.id AND task.template_id = template.id), '[]'::jsonb),
      '[]'::jsonb, '', '', '', '', '', '', NULL, NULL, template.updated_at
    FROM projects_projecttemplate template WHERE template.organization_id = one.id;
    UPDATE projects_project project SET template_version_id = version.id
    FROM projects_templateversion version
    JOIN projects_projecttemplate template
      ON template.id = version.template_id AND template.organization_id = version.organization_id
    WHERE project.organization_id = one.id AND version.organization_id = one.id
      AND project.template_name = template.name || ' v' || version.number;
  END LOOP;
  SET CONSTRAINTS ALL IMMEDIATE;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0020_templates'),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name='TemplateTask'),
    ]
