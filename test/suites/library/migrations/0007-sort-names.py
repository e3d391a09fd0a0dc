"""Gives every author a name to sort by: "Ada van Berg" becomes "Berg, Ada van"."""

import sqlite3
import sys


def sort_name(name):
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first else last


def main(database):
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("ALTER TABLE authors ADD COLUMN sort_name TEXT")
        authors = connection.execute("SELECT id, name FROM authors").fetchall()
        connection.executemany(
            "UPDATE authors SET sort_name = ? WHERE id = ?",
            [(sort_name(name), number) for number, name in authors],
        )
    connection.close()
    print(f"{len(authors)} authors can be sorted now")


if __name__ == "__main__":
    main(sys.argv[1])
