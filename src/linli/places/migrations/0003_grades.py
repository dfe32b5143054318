"""Areas have a grade, by which limits of time differ."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_addresses")]
    operations = [
        migrations.AddField(
            model_name="area",
            name="grade",
            field=models.CharField(db_default="", default="", max_length=20),
        ),
    ]
