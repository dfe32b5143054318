import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION people_contactaccess_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'people_contactaccess is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON people_contactaccess
    FOR EACH ROW EXECUTE FUNCTION people_contactaccess_is_append_only();
"""
NOT_APPEND_ONLY = """
DROP TRIGGER append_only ON people_contactaccess;
DROP FUNCTION people_contactaccess_is_append_only();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("sign_in", models.CharField(max_length=40, unique=True)),
                ("display_name", models.CharField(max_length=80)),
                ("language", models.CharField(default="zh-hans", max_length=16)),
                ("is_active", models.BooleanField(default=True)),
                ("enrolled_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("details", models.JSONField()),
                ("language", models.CharField(max_length=16)),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SignInAttempts",
            fields=[
                ("name_digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("attempts", models.IntegerField()),
                ("shut_until", models.DateTimeField()),
                ("latest", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ContactAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_id", models.UUIDField(db_index=True)),
                ("purpose", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("purpose__in", ["find_place", "ask_details", "arrange_visit", "tell_result"])
                        ),
                        name="people_contactaccess_purpose",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=20)),
                ("area_path", models.CharField(blank=True, default="", max_length=200)),
                ("unit_path", models.CharField(blank=True, default="", max_length=200)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "collector",
                                    "operator",
                                    "supervisor",
                                    "dispatcher",
                                    "handler",
                                    "unit_lead",
                                    "checker",
                                    "area_lead",
                                    "auditor",
                                    "administrator",
                                ],
                            )
                        ),
                        name="people_post_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["handler", "unit_lead"]), ("unit_path", ""), _negated=True),
                        name="people_post_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="people_post_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("staff", "role", "area_path", "unit_path"),
                        name="people_post_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, NOT_APPEND_ONLY),
    ]
