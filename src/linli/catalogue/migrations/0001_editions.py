"""Editions and publications, and the trigger that keeps both as they were written."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION catalogue_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: load a new edition instead of changing an old one', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_edition_keep BEFORE UPDATE OR DELETE ON catalogue_edition
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep();
CREATE TRIGGER catalogue_publication_keep BEFORE UPDATE OR DELETE ON catalogue_publication
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep();
"""

LET_GO = """
DROP TRIGGER catalogue_publication_keep ON catalogue_publication;
DROP TRIGGER catalogue_edition_keep ON catalogue_edition;
DROP FUNCTION catalogue_keep();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("document", models.JSONField()),
                ("basemap", models.BinaryField(null=True)),
                ("loaded_at", models.DateTimeField()),
                ("loaded_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="catalogue.edition",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
