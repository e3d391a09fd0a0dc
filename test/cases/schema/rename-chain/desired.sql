CREATE TABLE book ( -- renamed from: draft
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL, -- renamed from: name
  subtitle TEXT, -- renamed from: title
  note TEXT
);
CREATE TABLE print ( -- renamed from: book
  id INTEGER PRIMARY KEY, draft INTEGER REFERENCES book (id), pages INTEGER);
CREATE INDEX by_name ON book (title);
CREATE INDEX by_title ON book (subtitle) WHERE subtitle > '';
CREATE VIEW names AS SELECT d.title, d.subtitle, b.pages FROM book AS d JOIN print AS b ON b.draft = d.id;
CREATE TRIGGER named AFTER UPDATE OF title ON book BEGIN UPDATE book SET subtitle = new.title WHERE id = new.id; END;
