from django.db import migrations, models


class Migration(migrations.Migration):
    """Cases near a point around a time, open or closed: what is perhaps the same as a report."""

    dependencies = [
        ("cases", "0002_lists"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index("h3", "reported_at", name="case_near_then"),
        ),
    ]
