-- Rebuild table c: add FOREIGN KEY (p) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED to c
CREATE TABLE "c_new" (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "c_new" (rowid, "p") SELECT rowid, "p" FROM "c";
DROP TABLE "c";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "c_new" RENAME TO "c";
PRAGMA legacy_alter_table = OFF;
