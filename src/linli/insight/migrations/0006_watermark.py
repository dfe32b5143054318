import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0005_uploads"),
    ]

    operations = [
        migrations.RemoveField(model_name="folding", name="ahead"),
        migrations.RemoveField(model_name="folding", name="horizon"),
        migrations.RemoveField(model_name="folding", name="noted_at"),
        migrations.AddField(model_name="folding", name="bound", field=models.BigIntegerField(default=0)),
        migrations.AddField(
            model_name="folding",
            name="writers",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
    ]
