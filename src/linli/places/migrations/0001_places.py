"""Areas, cells, components, and what was installed when."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("level", models.CharField(max_length=30)),
                ("depth", models.PositiveSmallIntegerField()),
                ("path", models.CharField(max_length=200)),
                ("names", models.JSONField()),
                ("outline", models.BinaryField()),
                ("since_edition", models.PositiveIntegerField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.area",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("code", models.CharField(max_length=15, primary_key=True, serialize=False)),
                ("outline", models.BinaryField()),
                ("since_edition", models.PositiveIntegerField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="places.area"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("code", models.CharField(max_length=17, primary_key=True, serialize=False)),
                ("class_code", models.CharField(max_length=5)),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("h3", models.BigIntegerField()),
                ("unit_path", models.CharField(max_length=200)),
                ("since_edition", models.PositiveIntegerField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("retired_at__isnull", True)), fields=["h3"], name="places_component_near"
                    )
                ],
            },
        ),
    ]
