from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0003_grades"),
    ]

    operations = [
        migrations.AddField("component", "imported", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("address", "imported", models.BooleanField(db_default=False, default=False)),
    ]
