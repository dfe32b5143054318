"""Several conditions at once, and lists of the extensions that wait for a decision."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_hands"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="condition",
            field=models.TextField(),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("rank_at"), models.F("id"),
                condition=models.Q(("asked__gt", 0)), name="case_asked",
            ),
        ),
    ]  # fmt: skip
