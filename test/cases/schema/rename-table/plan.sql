-- Rename table book to volume
ALTER TABLE "book" RENAME TO "volume";
