"""The table behind the cache that counts attempts: shared by threads and processes, on either database."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "sepakat_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invitations")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
