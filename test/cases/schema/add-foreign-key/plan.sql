-- Rebuild table c: add FOREIGN KEY (p) REFERENCES p to c, add FOREIGN KEY (code) REFERENCES p (code) ON UPDATE CASCADE to c
CREATE TABLE "c_new" (p INTEGER REFERENCES p, code TEXT, FOREIGN KEY (code) REFERENCES p (code) ON UPDATE CASCADE);
INSERT INTO "c_new" (rowid, "p", "code") SELECT rowid, "p", "code" FROM "c";
DROP TABLE "c";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "c_new" RENAME TO "c";
PRAGMA legacy_alter_table = OFF;
