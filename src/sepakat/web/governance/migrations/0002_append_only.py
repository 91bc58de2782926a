"""From here on the database itself refuses to change or delete an audit entry."""

from django.db import migrations

from sepakat.web.governance import append_only


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, schema: append_only.install(schema.connection),
            lambda apps, schema: append_only.remove(schema.connection),
        )
    ]
