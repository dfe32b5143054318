import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_drawn"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="called",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), db_default=[], default=list
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("called"), condition=models.Q(("called", []), _negated=True), name="case_called"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("area_path"), condition=models.Q(("called", []), _negated=True), name="case_called_area"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(models.F("at"), condition=models.Q(("move", "whistle")), name="event_whistle"),
        ),
    ]
