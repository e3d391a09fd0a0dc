/** The part of an error message that repeats text of the statement, as offsets in the message. */
export interface Subject {
  readonly start: number;
  readonly end: number;
  /** Whether it is spelled as in the statement; otherwise it is spelled as in the schema. */
  readonly echoed: boolean;
}

const KIND = '(?:table|view|index|trigger)';

/**
 * Messages of SQLite's compiler that name the thing they are about as the statement spells it.
 * Group 1 is that name. Where a message names two things, it is the one to correct.
 * Messages about a statement as a whole ("table t has 2 columns but 3 values were supplied") are not here.
 */
const ECHOES: readonly RegExp[] = [
  /^no such column: (.+?)(?: - should this be a string literal in single-quotes\?)?$/ds,
  /^no such [a-z ]+: (.+)$/ds,
  /^(?:unknown function|misuse of aggregate): (.+)\(\)$/ds,
  /^(?:wrong number of arguments to|misuse of(?: \w+)?) function (.+)\(\)$/ds,
  /^misuse of aliased (?:aggregate|window function) (.+)$/ds,
  /^unsafe use of (.+)\(\)$/ds,
  /^too many arguments on function (.+)$/ds,
  /^ambiguous column name: (.+)$/ds,
  /^ambiguous reference to (.+) in USING\(\)$/ds,
  /^cannot join using column (.+) - column not present in both tables$/ds,
  /^duplicate column name: (.+)$/ds,
  /^duplicate WITH table name: (.+)$/ds,
  /^circular reference: (.+)$/ds,
  /^table .+ has no column named (.+)$/ds,
  /^unknown column "(.+)" in foreign key definition$/ds,
  /^default value of column \[(.+)\] is not constant$/ds,
  /^generated column loop on "(.+)"$/ds,
  /^missing datatype for .+\.(.+)$/ds,
  /^unknown datatype for .+: "(.+)"$/ds,
  /^table "(.+)" has more than one primary key$/ds,
  /^PRIMARY KEY missing on table (.+)$/ds,
  /^cannot create .+ trigger on (?:table|view): (.+)$/ds,
  /^syntax error after column name "(.+)"$/ds,
  new RegExp(`^${KIND} (.+) already exists$`, 'ds'),
  /^there is already (?:a table|an index) named (.+)$/ds,
  /^there is already another table or index with this name: (.+)$/ds,
  /^object name reserved for internal use: (.+)$/ds,
  /^unknown database:? (.+)$/ds,
  /^unknown table option: (.+)$/ds,
  /^unknown (?:or unsupported )?join type: (.+)$/ds,
  /^(?:hex literal too big|oversized integer): -?(.+)$/ds,
];

/** Messages that take the name from the schema, so that its case tells nothing of the statement. */
const STORED: readonly RegExp[] = [
  /^cannot modify (.+) because it is a view$/ds,
  new RegExp(`^${KIND} (.+) may not be (?:altered|dropped|indexed|modified)$`, 'ds'),
  new RegExp(`^use DROP ${KIND} to delete ${KIND} (.+)$`, 'dis'),
  /^cannot [^"]+"(.+?)"(?:: .+)?$/ds,
];

/** Where a message names its subject, or null for one that names nothing of the statement. */
export function errorSubject(message: string): Subject | null {
  for (const pattern of [...ECHOES, ...STORED]) {
    const group = pattern.exec(message)?.indices?.[1];
    if (group) return { start: group[0], end: group[1], echoed: ECHOES.includes(pattern) };
  }
  return null;
}
