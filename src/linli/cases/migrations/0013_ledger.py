import django.contrib.postgres.fields
import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_published"),
    ]

    operations = [
        migrations.CreateModel(
            name="Settled",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("mark", models.BigIntegerField()),
                ("bound", models.BigIntegerField()),
                ("writers", django.contrib.postgres.fields.ArrayField(base_field=models.TextField())),
            ],
        ),
        migrations.AddField(
            model_name="words",
            name="salt",
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID()),
        ),
    ]
