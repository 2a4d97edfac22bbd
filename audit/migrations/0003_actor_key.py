from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_link")]

    operations = [
        migrations.AddField(
            model_name="auditevent",
            name="actor_key",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
