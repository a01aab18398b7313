from django.db import migrations

# The words a group is found by. A trigger, so that COPY, bulk and raw writes keep them too; it
# runs only when a column it reads is written, so a booking does not pay for it.
SET = """
CREATE FUNCTION workgroups_set_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT
        setweight(to_tsvector('english', plain(concat_ws(' ', NEW.title, NEW.code))), 'A')
        || setweight(to_tsvector('english',
            plain(concat_ws(' ', NEW.summary, project.code, project.title))), 'B')
        || setweight(to_tsvector('english',
            plain(concat_ws(' ', NEW.audience, NEW.town, hub.name))), 'C')
        || setweight(to_tsvector('english',
            plain(concat_ws(' ', NEW.rationale, NEW.involved))), 'D')
    INTO NEW.search
    FROM hubs_hub hub
    LEFT JOIN programmes_project project ON project.id = NEW.project_id
    WHERE hub.id = NEW.hub_id;
    RETURN NEW;
END $$;

CREATE TRIGGER workgroups_set_search
BEFORE INSERT OR UPDATE OF
    title, code, summary, project_id, audience, town, hub_id, rationale, involved
ON workgroups_workgroup FOR EACH ROW EXECUTE FUNCTION workgroups_set_search();

CREATE FUNCTION workgroups_hub_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workgroups_workgroup SET hub_id = hub_id WHERE hub_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER workgroups_hub_renamed AFTER UPDATE OF name ON hubs_hub
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION workgroups_hub_renamed();

CREATE FUNCTION workgroups_project_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workgroups_workgroup SET project_id = project_id WHERE project_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER workgroups_project_renamed AFTER UPDATE OF code, title ON programmes_project
FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code OR OLD.title IS DISTINCT FROM NEW.title)
EXECUTE FUNCTION workgroups_project_renamed();
"""

UNSET = """
DROP TRIGGER workgroups_project_renamed ON programmes_project;
DROP FUNCTION workgroups_project_renamed();
DROP TRIGGER workgroups_hub_renamed ON hubs_hub;
DROP FUNCTION workgroups_hub_renamed();
DROP TRIGGER workgroups_set_search ON workgroups_workgroup;
DROP FUNCTION workgroups_set_search();
"""


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0001_initial")]
    operations = [
        migrations.RunSQL(SET, UNSET),
    ]
