"""The run on whose pair a merge was decided: ids of entries are those of its release."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registries", "0001_first")]

    operations = [
        migrations.AddField("recordmerge", "run", models.CharField(default="", max_length=60)),
    ]
