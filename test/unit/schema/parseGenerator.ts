import fc from 'fast-check';
import { foldName } from '../../../src/core/sql/identifier.ts';
import { list, literalPiece, name, nameBefore, operand, words } from './parsePieces.ts';
import type { Manner, Piece } from './parsePieces.ts';

const NAMES = [
  'a',
  'Name',
  'order',
  'x"y',
  'b c',
  "it's",
  'größe',
  'null',
  'key',
  'current_date',
  '1st',
  'a]b',
];

const TYPES = [
  '',
  'INTEGER',
  'INT',
  'TEXT',
  'VARCHAR ( 10 )',
  'DOUBLE PRECISION',
  'DECIMAL ( 10 , -2 )',
  'BLOB',
  'ANY',
];

const conflict = fc.constantFrom(
  '',
  '',
  'ON CONFLICT ABORT',
  'ON CONFLICT REPLACE',
  'ON CONFLICT FAIL',
);

const action = fc.constantFrom('CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION');

const deferral = fc.constantFrom(
  '',
  'DEFERRABLE INITIALLY DEFERRED',
  'NOT DEFERRABLE',
  'DEFERRABLE INITIALLY IMMEDIATE',
);

const literal = fc.constantFrom(
  '0',
  '- 1',
  '+ 2.5',
  "'it''s'",
  "x'00ff'",
  '( 0 )',
  '( - 3 )',
  "( 'a' || ')' )",
);

const named = fc.option(fc.constantFrom('c1', 'the rule', 'check'), { nil: null });

/** With a comment between the first two, GENERATED would be a type. */
const GENERATED: readonly Piece[] = ['GENERATED ALWAYS', 'AS'].map((text) => ({
  kind: 'keyword',
  text,
}));

/** A CREATE TABLE that SQLite takes. */
export const tableArbitrary: fc.Arbitrary<readonly Piece[]> = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6, selector: foldName })
  .chain((names) =>
    fc
      .record({
        columns: fc.tuple(...names.map((name, index) => columnArbitrary(name, index, names))),
        key: fc.option(keyArbitrary(names), { nil: null }),
        constraints: fc.array(constraintArbitrary(names), { maxLength: 4 }),
        withoutRowid: fc.boolean(),
      })
      .map(({ columns, key, constraints, withoutRowid }) => {
        const items = [...columns, ...(key ? [key] : []), ...constraints];
        const options = key && withoutRowid ? words('WITHOUT ROWID') : [];
        return [...words('CREATE TABLE'), name('t t'), ...list(items), ...options];
      }),
  );

export const mannersArbitrary: fc.Arbitrary<readonly Manner[]> = fc.array(
  fc.record({ gap: fc.nat(), quotes: fc.nat(), upper: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
);

function columnArbitrary(
  own: string,
  index: number,
  names: readonly string[],
): fc.Arbitrary<readonly Piece[]> {
  return fc
    .tuple(
      fc.constantFrom(...TYPES),
      fc.uniqueArray(
        fc.constantFrom('notnull', 'null', 'unique', 'check', 'value', 'collate', 'references'),
        { maxLength: 5 },
      ),
      fc.record({
        conflict,
        named,
        literal,
        reference: referenceArbitrary(),
        generated: fc.nat(5),
      }),
    )
    .map(([type, clauses, { generated, ...parts }]) => {
      const source = names[0];
      // SQLite wants one column that is not generated, and none that refers to itself.
      const isGenerated = index > 0 && generated === 0 && source !== undefined;
      const head = [name(own), ...words(type)];
      const tail = clauses.flatMap((clause) =>
        clause === 'value'
          ? isGenerated
            ? [...GENERATED, literalPiece('('), operand(source), literalPiece(')')]
            : [...words('DEFAULT'), literalPiece(parts.literal)]
          : clauseOf(clause, own, parts),
      );
      return [...head, ...tail];
    });
}

function clauseOf(
  clause: string,
  own: string,
  parts: {
    readonly conflict: string;
    readonly named: string | null;
    readonly reference: readonly Piece[];
  },
): readonly Piece[] {
  const before = nameBefore(parts.named);
  switch (clause) {
    case 'notnull':
      return [...before, ...words(`NOT NULL ${parts.conflict}`)];
    case 'null':
      return words('NULL');
    case 'unique':
      return [...before, ...words(`UNIQUE ${parts.conflict}`)];
    case 'check':
      return [
        ...before,
        ...words('CHECK'),
        literalPiece('('),
        operand(own),
        literalPiece("<> 'a\"('"),
        literalPiece(')'),
      ];
    case 'collate':
      return [...words('COLLATE'), name('NoCase')];
    default:
      return [...before, ...parts.reference];
  }
}

function referenceArbitrary(columns?: number): fc.Arbitrary<readonly Piece[]> {
  return fc
    .tuple(
      fc.constantFrom('p', 'the parent'),
      fc.boolean(),
      fc.option(action),
      fc.option(action),
      deferral,
    )
    .map(([parent, isNamed, onDelete, onUpdate, when]) => [
      ...words('REFERENCES'),
      name(parent),
      ...(isNamed || columns !== undefined
        ? list(Array.from({ length: columns ?? 1 }, (_, index) => [name(`p ${index}`)]))
        : []),
      ...words(onDelete ? `ON DELETE ${onDelete}` : ''),
      ...words(onUpdate ? `ON UPDATE ${onUpdate}` : ''),
      ...words(when),
    ]);
}

function keyArbitrary(names: readonly string[]): fc.Arbitrary<readonly Piece[]> {
  return fc
    .tuple(partsArbitrary(names), named, conflict)
    .map(([parts, before, after]) => [
      ...nameBefore(before),
      ...words('PRIMARY KEY'),
      ...list(parts),
      ...words(after),
    ]);
}

function constraintArbitrary(names: readonly string[]): fc.Arbitrary<readonly Piece[]> {
  const unique = fc
    .tuple(partsArbitrary(names), named, conflict)
    .map(([parts, before, after]) => [
      ...nameBefore(before),
      ...words('UNIQUE'),
      ...list(parts),
      ...words(after),
    ]);
  const foreign = fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 2 })
    .chain((columns) =>
      fc
        .tuple(named, referenceArbitrary(columns.length))
        .map(([before, reference]) => [
          ...nameBefore(before),
          ...words('FOREIGN KEY'),
          ...list(columns.map((column) => [name(column)])),
          ...reference,
        ]),
    );
  const check = fc
    .tuple(fc.constantFrom(...names), named)
    .map(([column, before]) => [
      ...nameBefore(before),
      ...words('CHECK'),
      literalPiece('( ('),
      operand(column),
      literalPiece(') )'),
    ]);
  return fc.oneof(unique, foreign, check);
}

function partsArbitrary(names: readonly string[]): fc.Arbitrary<readonly (readonly Piece[])[]> {
  return fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
    .chain((columns) =>
      fc.tuple(
        ...columns.map((column) =>
          fc
            .constantFrom('', 'ASC', 'DESC', 'COLLATE NOCASE', 'COLLATE BINARY DESC')
            .map((order) => [name(column), ...words(order)]),
        ),
      ),
    );
}
