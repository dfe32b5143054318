from django.db import migrations, models
from django.db.models.functions import Coalesce, Collate, NullIf


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_climbed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                Collate(Coalesce(NullIf(models.F("component"), models.Value("")), models.F("cell")), "C"),
                models.F("class_key"),
                models.F("closed_at"),
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), _negated=True), models.Q(("cell", ""), _negated=True)
                ),
                name="case_recurs",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="case_undrawn"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("rank_at"),
                models.F("id"),
                condition=models.Q(("checker__isnull", True), ("state__in", ["handled", "sampled", "contested"])),
                name="case_undrawn",
            ),
        ),
    ]
