-- Rebuild table c: drop FOREIGN KEY (p) REFERENCES p (id) of c, add FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE to c
CREATE TABLE "c_new" (p INTEGER REFERENCES p (id) ON DELETE CASCADE);
INSERT INTO "c_new" (rowid, "p") SELECT rowid, "p" FROM "c";
DROP TABLE "c";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "c_new" RENAME TO "c";
PRAGMA legacy_alter_table = OFF;
