-- Up Migration
CREATE TABLE book (id INTEGER PRIMARY KEY);

-- Down Migration
DROP TABLE book;

-- Down payments are kept here, once up
CREATE TABLE payment (id INTEGER PRIMARY KEY);

--------------------------------------------------------------------------------
-- Up
--------------------------------------------------------------------------------
CREATE TABLE author (id INTEGER PRIMARY KEY);

-- Down
DROP TABLE author;

-- !Ups
CREATE TABLE page (id INTEGER PRIMARY KEY);

-- !Downs
DROP TABLE page;

-- drift:migrate
CREATE TABLE cover (id INTEGER PRIMARY KEY);
-- drift:rollback
DROP TABLE cover;

-- up
CREATE TABLE shelf (id INTEGER PRIMARY KEY);

-- //@UNDO
-- SQL to undo the change goes here.
DROP TABLE shelf;
