"""What is public of a case can be asked for by when it last changed, and open cases by when they were reported."""

from django.db import migrations, models

# The last event that changed what is public: another state (a closure that is looked at again is one), or a deadline.
_CHANGED = """
UPDATE cases_case c SET changed_at = e.at FROM (
    SELECT DISTINCT ON (case_id) case_id, at FROM cases_event
    WHERE seq = 1 OR given ? 'due_at'
       OR (before <> after AND NOT (before IN ('closed', 'sampled') AND after IN ('closed', 'sampled')))
    ORDER BY case_id, seq DESC) e
WHERE e.case_id = c.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_limits"),
    ]

    operations = [
        migrations.AddField(model_name="case", name="changed_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(_CHANGED, migrations.RunSQL.noop),
        # PostgreSQL alters no table that has rows waiting to be checked.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(model_name="case", name="changed_at", field=models.DateTimeField()),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("id"), condition=models.Q(("closed_at__isnull", True)), name="case_newest_open"
            ),
        ),
        migrations.AddIndex(
            model_name="case", index=models.Index(models.F("changed_at"), models.F("id"), name="case_changed")
        ),
    ]
