"""What administrators did, and the trigger that keeps it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION people_administered_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: what administrators did stays on record', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER people_administered_keep BEFORE UPDATE OR DELETE ON people_administered
    FOR EACH ROW EXECUTE FUNCTION people_administered_keep();
"""

LET_GO = """
DROP TRIGGER people_administered_keep ON people_administered;
DROP FUNCTION people_administered_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_vault")]

    operations = [
        migrations.CreateModel(
            name="Administered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("what", models.CharField(max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
