import django.db.models.deletion
from django.db import migrations, models

# Lines come and go by the thousand: a heap without an index costs an act the least. It must be swept before it grows,
# or taking from it reads what was taken long ago.
OUTBOX = """
CREATE TABLE cases_outbox (case_id uuid NOT NULL, first_seq int NOT NULL, last_seq int NOT NULL)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
UPDATE cases_case SET until_at = wake_at WHERE wake_at IS NOT NULL;
"""
OUTBOX_OFF = "DROP TABLE cases_outbox;"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_clocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="checker",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="climb_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="more",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="case",
            name="until_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "kind", "other_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=10)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("other_id"), models.F("kind"), name="link_other")],
            },
        ),
        migrations.RunSQL(OUTBOX, OUTBOX_OFF),
    ]
