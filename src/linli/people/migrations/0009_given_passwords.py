"""Passwords that an administrator gave out are told from chosen ones. Those that there are count as chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_passkeys_and_providers"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="password_given",
            field=models.BooleanField(default=False),
        ),
    ]
