from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_erased"),
    ]

    operations = [
        migrations.AddField(model_name="case", name="stuck_at", field=models.DateTimeField(null=True)),
        # Those that were put aside before tell it by how far their timer lies behind what it is for.
        migrations.RunSQL(
            "UPDATE cases_case SET stuck_at = least(until_at, climb_at) WHERE wake_at > least(until_at, climb_at)",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index("stuck_at", name="case_stuck", condition=models.Q(("stuck_at__isnull", False))),
        ),
    ]
