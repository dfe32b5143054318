"""Drafts, their changes and endings, and the trigger that keeps them."""

import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION rulebook_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: undo a change by another one', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rulebook_draft_keep BEFORE UPDATE OR DELETE ON rulebook_draft
    FOR EACH ROW EXECUTE FUNCTION rulebook_keep();
CREATE TRIGGER rulebook_change_keep BEFORE UPDATE OR DELETE ON rulebook_change
    FOR EACH ROW EXECUTE FUNCTION rulebook_keep();
CREATE TRIGGER rulebook_ending_keep BEFORE UPDATE OR DELETE ON rulebook_ending
    FOR EACH ROW EXECUTE FUNCTION rulebook_keep();
"""

LET_GO = """
DROP TRIGGER rulebook_ending_keep ON rulebook_ending;
DROP TRIGGER rulebook_change_keep ON rulebook_change;
DROP TRIGGER rulebook_draft_keep ON rulebook_draft;
DROP FUNCTION rulebook_keep();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("command_id", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=80)),
                ("edition", models.PositiveIntegerField()),
                ("base", models.CharField(max_length=64)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("command_id", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("edit", models.JSONField(default=dict)),
                ("part", models.CharField(default="", max_length=80)),
                ("key", models.JSONField(default=list)),
                ("differences", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("undoes", models.PositiveIntegerField(null=True)),
                ("edition", models.PositiveIntegerField(null=True)),
                ("base", models.CharField(default="", max_length=64)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="rulebook.draft"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("draft", "number"), name="rulebook_change_once")],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ending",
                        serialize=False,
                        to="rulebook.draft",
                    ),
                ),
                ("command_id", models.UUIDField(unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField()),
                ("why", models.TextField(default="")),
                ("edition", models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
