PRAGMA foreign_key = ON;
PRAGMA main.user_version = 3;
PRAGMA busy_timeout(5000);
PRAGMA encoding = 'UTF-16';
PRAGMA table_info(book);
PRAGMA auto_vacuum = FULL;
PRAGMA writable_schema = 1;
PRAGMA journal_mode;
