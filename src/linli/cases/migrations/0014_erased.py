"""What was erased can be counted without reading all events."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_ledger")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index("at", condition=models.Q(("move", "erase")), name="event_erased"),
        ),
    ]
