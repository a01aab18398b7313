from django.core.management import call_command
from django.db import migrations


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The shared cache is a table: what one process counts, another may show."""

    dependencies = [("core", "0001_text_search")]
    operations = [migrations.RunPython(make_cache_table, migrations.RunPython.noop, elidable=False)]
