"""Checks by lot: what was drawn for somebody to check, and what waits for anybody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_untold"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("checker"), models.F("rank_at"), models.F("id"),
                condition=models.Q(("checker__isnull", False)), name="case_drawn",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("rank_at"), models.F("id"),
                condition=models.Q(("checker__isnull", True), ("state__in", ["handled", "sampled"])),
                name="case_undrawn",
            ),
        ),
    ]  # fmt: skip
