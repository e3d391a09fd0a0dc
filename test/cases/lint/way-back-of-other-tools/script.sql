-- +goose Up
-- +goose StatementBegin
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT DEFAULT '
-- migrate:down');
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE book;
-- +goose StatementEnd

-- +goose Up
CREATE TABLE author (id INTEGER PRIMARY KEY);

-- rambler down

-- migrate:up
CREATE TABLE page (id INTEGER PRIMARY KEY);
---- create above / drop below ----
DROP TABLE page;
