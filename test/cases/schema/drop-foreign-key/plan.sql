-- Rebuild table c: drop FOREIGN KEY (p) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED of c
CREATE TABLE "c_new" (p INTEGER NOT NULL);
INSERT INTO "c_new" (rowid, "p") SELECT rowid, "p" FROM "c";
DROP TABLE "c";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "c_new" RENAME TO "c";
PRAGMA legacy_alter_table = OFF;
