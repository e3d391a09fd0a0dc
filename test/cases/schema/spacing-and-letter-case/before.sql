CREATE TABLE Book (ID integer primary key,
  "Title" text); -- as it was
