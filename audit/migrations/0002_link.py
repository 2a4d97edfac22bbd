import django.db.models.deletion
from django.db import migrations, models

import core.clock
import core.db.keys
import core.identifiers
import core.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["created_at"], name="audit_written"),
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                (
                    "organization",
                    core.db.keys.OrganizationKey(
                        db_index=False,
                        default=core.models.organization_in_force,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=core.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=core.clock.now, editable=False)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="audit.auditevent"
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "number"), name="audit_link_number_once"),
                    models.UniqueConstraint(fields=("organization", "event"), name="audit_link_event_once"),
                ],
            },
        ),
    ]
