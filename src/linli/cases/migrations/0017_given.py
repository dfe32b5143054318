import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_closed_terms"),
    ]

    operations = [
        # A case about a cause is given to a unit as well.
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                django.db.models.fields.json.KeyTextTransform("unit_path", "given"),
                models.F("at"),
                condition=models.Q(("move__in", ("dispatch", "rule", "entrust"))),
                name="event_given",
            ),
        ),
        migrations.RemoveIndex(model_name="event", name="event_given_to"),
    ]
