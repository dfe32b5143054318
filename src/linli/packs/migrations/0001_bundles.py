"""The files of packs as they were loaded, and the trigger that keeps them."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION packs_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: load another pack instead of changing an old one', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER packs_content_keep BEFORE UPDATE OR DELETE ON packs_content
    FOR EACH ROW EXECUTE FUNCTION packs_keep();
CREATE TRIGGER packs_kept_keep BEFORE UPDATE OR DELETE ON packs_kept
    FOR EACH ROW EXECUTE FUNCTION packs_keep();
CREATE TRIGGER packs_loading_keep BEFORE UPDATE OR DELETE ON packs_loading
    FOR EACH ROW EXECUTE FUNCTION packs_keep();
"""

LET_GO = """
DROP TRIGGER packs_loading_keep ON packs_loading;
DROP TRIGGER packs_kept_keep ON packs_kept;
DROP TRIGGER packs_content_keep ON packs_content;
DROP FUNCTION packs_keep();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Kept",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("folders", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Loading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(db_index=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("why", models.TextField(default="")),
                (
                    "bundle",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="packs.kept"),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
