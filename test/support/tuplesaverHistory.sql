CREATE TABLE _migrations (
id [INTEGER] PRIMARY KEY NOT NULL, filename [TEXT] NOT NULL, script [TEXT] NOT NULL, started_at [TEXT] NOT NULL, finished_at [TEXT] NOT NULL
)