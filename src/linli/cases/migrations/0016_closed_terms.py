from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import F, Func, Value


class Migration(migrations.Migration):
    """The words of closed cases with the codes of unit, area, cell and class, in place of the words of all cases.

    An index of columns that are there: no row is written. It is built first, so that lists are read meanwhile.
    """

    dependencies = [
        ("cases", "0015_stuck"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=GinIndex(
                F("terms"),
                Func(
                    F("unit_path"),
                    F("area_path"),
                    F("cell"),
                    F("class_key"),
                    Func("class_key", Value("-"), Value(1), function="split_part"),
                    arg_joiner=" || '/' || ",
                    template="string_to_array(%(expressions)s, '/')",
                ),
                condition=models.Q(("state", "closed")),
                name="case_closed_terms",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="case_terms"),
    ]
