import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION supervision_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'supervision_event is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER supervision_event_unchanged BEFORE UPDATE OR DELETE ON supervision_event
    FOR EACH ROW EXECUTE FUNCTION supervision_event_is_append_only();
CREATE TRIGGER supervision_event_kept BEFORE TRUNCATE ON supervision_event
    FOR EACH STATEMENT EXECUTE FUNCTION supervision_event_is_append_only();
"""
APPEND_ONLY_OFF = """
DROP TRIGGER supervision_event_kept ON supervision_event;
DROP TRIGGER supervision_event_unchanged ON supervision_event;
DROP FUNCTION supervision_event_is_append_only();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL("CREATE SEQUENCE supervision_number", "DROP SEQUENCE supervision_number"),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seq", models.IntegerField()),
                ("command_id", models.UUIDField(unique=True)),
                ("move", models.CharField(db_collation="C", max_length=16)),
                ("at", models.DateTimeField()),
                ("before", models.CharField(db_collation="C", max_length=16)),
                ("after", models.CharField(db_collation="C", max_length=16)),
                ("actor_id", models.BigIntegerField()),
                ("role", models.CharField(max_length=20)),
                ("actor_area", models.CharField(max_length=200)),
                ("actor_unit", models.CharField(max_length=200)),
                ("given", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Untold",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="supervision.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="supervision.event",
                    ),
                ),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("supervision_number"), function="nextval"), unique=True
                    ),
                ),
                ("version", models.IntegerField()),
                ("state", models.CharField(db_collation="C", max_length=16)),
                ("issuer_id", models.BigIntegerField()),
                ("issuer_role", models.CharField(max_length=20)),
                ("issuer_area", models.CharField(db_collation="C", max_length=200)),
                ("issuer_unit", models.CharField(db_collation="C", max_length=200)),
                ("answerer_id", models.BigIntegerField()),
                ("answerer_role", models.CharField(max_length=20)),
                ("answerer_area", models.CharField(db_collation="C", max_length=200)),
                ("answerer_unit", models.CharField(db_collation="C", max_length=200)),
                ("due_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("judged_by", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                (
                    "answered_by",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("ended_at__isnull", True)),
                        name="order_open",
                    ),
                    models.Index(
                        models.F("ended_at"),
                        models.F("id"),
                        condition=models.Q(("ended_at__isnull", False)),
                        name="order_ended",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="supervision.order"
            ),
        ),
        migrations.CreateModel(
            name="OrderCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_id", models.UUIDField(db_index=True)),
                ("number", models.BigIntegerField()),
                ("area_path", models.CharField(db_collation="C", max_length=200)),
                ("unit_path", models.CharField(db_collation="C", max_length=200)),
                (
                    "assisting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="supervision.order",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(models.F("order"), models.F("seq"), name="event_of_order"),
        ),
        migrations.AddConstraint(
            model_name="ordercase",
            constraint=models.UniqueConstraint(models.F("order"), models.F("case_id"), name="order_case_once"),
        ),
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_OFF),
    ]
