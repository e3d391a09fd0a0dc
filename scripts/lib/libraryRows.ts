import type { Database } from 'better-sqlite3';

const FIRST = [
  'Ada',
  'Boris',
  'Chiara',
  'Daan',
  'Élodie',
  'Farid',
  'Greta',
  'Hiro',
  'Ines',
  'Jürgen',
];
const MIDDLE = ['', '', 'van ', 'de ', ''];
const LAST = [
  'Berg',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Hansen',
  'Ito',
  'Novák',
  'Özil',
];
const SUBJECT = [
  'River',
  'Winter',
  'Garden',
  'Letter',
  'Island',
  'Clock',
  'Window',
  'Harbour',
  'Orchard',
];
const QUALITY = ['Quiet', 'Last', 'Hidden', 'Long', 'Broken', 'Distant', 'Golden', 'Second'];

/** Rows of each table of the sample. */
export const LIBRARY_ROWS = {
  authors: 240,
  books: 1200,
  members: 600,
  copies: 2400,
  loans: 4000,
} as const;

/** Fills the sample's database as it is at version 4. The rows are the same every time. */
export function fillLibrary(database: Database): void {
  database.transaction(() => {
    fillCatalogue(database);
    fillLoans(database);
  })();
}

function fillCatalogue(database: Database): void {
  const author = database.prepare('INSERT INTO authors (name, born) VALUES (?, ?)');
  for (let n = 0; n < LIBRARY_ROWS.authors; n++) author.run(personName(n), 1820 + ((n * 37) % 160));

  const book = database.prepare(
    'INSERT INTO books (author_id, title, isbn, year) VALUES (?, ?, ?, ?)',
  );
  for (let n = 0; n < LIBRARY_ROWS.books; n++) {
    const title = `The ${pick(QUALITY, n * 5)} ${pick(SUBJECT, n)}${n < 72 ? '' : `, part ${Math.floor(n / 72) + 1}`}`;
    // Of some old books nobody knows the year.
    const year = n % 17 === 0 ? null : 1860 + ((n * 13) % 160);
    book.run(
      1 + ((n * 7) % LIBRARY_ROWS.authors),
      title,
      `978-${String(1_000_000 + n * 97)}`,
      year,
    );
  }

  const copy = database.prepare('INSERT INTO copies (book_id, shelf) VALUES (?, ?)');
  for (let n = 0; n < LIBRARY_ROWS.copies; n++) {
    copy.run(1 + (n % LIBRARY_ROWS.books), `${'ABCDEFGH'.charAt(n % 8)}${1 + (n % 30)}`);
  }
}

function fillLoans(database: Database): void {
  const member = database.prepare('INSERT INTO members (name, joined_on) VALUES (?, ?)');
  for (let n = 0; n < LIBRARY_ROWS.members; n++) member.run(personName(n * 3 + 1), day(n % 900));

  const loan = database.prepare(
    'INSERT INTO loans (copy_id, member_id, lent_on, due_on, returned_on) VALUES (?, ?, ?, ?, ?)',
  );
  for (let n = 0; n < LIBRARY_ROWS.loans; n++) {
    const lent = 900 + Math.floor(n / 5);
    const returned = n % 9 === 0 ? null : day(lent + 3 + (n % 25));
    loan.run(
      1 + ((n * 11) % LIBRARY_ROWS.copies),
      1 + ((n * 5) % LIBRARY_ROWS.members),
      day(lent),
      day(lent + 21),
      returned,
    );
  }

  const review = database.prepare(
    'INSERT INTO reviews (book_id, member_id, stars, text) VALUES (?, ?, ?, ?)',
  );
  for (let n = 0; n < LIBRARY_ROWS.books; n += 2) {
    review.run(
      n + 1,
      1 + (n % LIBRARY_ROWS.members),
      1 + (n % 5),
      n % 6 === 0 ? 'Read it in one night.' : null,
    );
  }
}

function personName(n: number): string {
  return `${pick(FIRST, n)} ${pick(MIDDLE, n)}${pick(LAST, Math.floor(n / 10))}`;
}

function pick(words: readonly string[], n: number): string {
  return words[n % words.length] ?? '';
}

/** ISO date, counted in days from the opening of the library. */
function day(n: number): string {
  return new Date(Date.UTC(2022, 0, 3 + n)).toISOString().slice(0, 10);
}
