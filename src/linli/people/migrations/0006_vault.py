"""Contacts are sealed, their keys lie apart, and the access log says as what somebody opened one.

What lay open is sealed row by row and its table dropped whole: a dropped column would leave its values in the pages.
"""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from linli.people.vault import masters
from linli.people.vault.sealing import seal

_AT_ONCE = 500


def seal_all(apps: Any, schema_editor: Any) -> None:
    """Seal the contacts that were kept openly."""
    plain = apps.get_model("people", "PlainContact")
    contact, case_key = apps.get_model("people", "Contact"), apps.get_model("people", "CaseKey")
    rows = plain.objects.order_by("case_id").iterator(chunk_size=_AT_ONCE)
    keys, contacts = [], []
    for row in rows:
        record = {**row.details, "language": row.language, "private": ()}
        key, sealed = seal(record, case_id=row.case_id, ring=masters.ring())
        keys.append(case_key(case_id=row.case_id, key_id=key.key_id, master=key.master, wrapped=key.wrapped))
        contacts.append(
            contact(
                case_id=row.case_id,
                key_id=key.key_id,
                sealed=sealed,
                by_email=bool(row.details.get("email")),
                by_phone=bool(row.details.get("phone")),
                kept_at=row.kept_at,
            )
        )
        if len(keys) == _AT_ONCE:
            case_key.objects.bulk_create(keys)
            contact.objects.bulk_create(contacts)
            keys, contacts = [], []
    case_key.objects.bulk_create(keys)
    contact.objects.bulk_create(contacts)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_tokens_of_accounts")]

    operations = [
        migrations.RenameModel("Contact", "PlainContact"),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_id", models.UUIDField()),
                ("master", models.BinaryField(max_length=8)),
                ("wrapped", models.BinaryField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("case_id", models.UUIDField(primary_key=True, serialize=False)),
                ("key_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("by_email", models.BooleanField()),
                ("by_phone", models.BooleanField()),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(seal_all, elidable=False),
        migrations.DeleteModel("PlainContact"),
        migrations.AddField("contactaccess", "role", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField("contactaccess", "area_path", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("contactaccess", "unit_path", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("contactaccess", "refused", models.BooleanField(default=False)),
        migrations.AddField(
            "contactaccess",
            "unusual",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex(
            "contactaccess",
            models.Index("at", name="people_contactaccess_at", condition=models.Q(("staff__isnull", False))),
        ),
        migrations.CreateModel(
            name="UnusualAccess",
            fields=[
                (
                    "access",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.contactaccess",
                    ),
                ),
            ],
        ),
    ]
