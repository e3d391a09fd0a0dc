PRAGMA foreign_keys=OFF;
CREATE TABLE `__new_author` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
INSERT INTO `__new_author`("id", "name") SELECT "id", "name" FROM `author`;
DROP TABLE `author`;
ALTER TABLE `__new_author` RENAME TO `author`;
PRAGMA foreign_keys=ON;
