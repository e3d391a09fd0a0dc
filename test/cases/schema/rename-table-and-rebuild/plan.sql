-- Rename table book to volume
ALTER TABLE "book" RENAME TO "volume";

-- Rebuild table volume: change type of volume.pages from TEXT to INTEGER
CREATE TABLE "volume_new" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER REFERENCES volume (id), -- series
  pages INTEGER
);
INSERT INTO "volume_new" ("id", "parent", "pages") SELECT "id", "parent", "pages" FROM "volume";
DELETE FROM sqlite_sequence WHERE name = 'volume_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'volume_new', max(seq) FROM sqlite_sequence WHERE name = 'volume' GROUP BY name;
DROP TABLE "volume";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "volume_new" RENAME TO "volume";
PRAGMA legacy_alter_table = OFF;
