import type { ObjectProblem } from '../core/errors.ts';

/** What kept a migration from being made. */
export type SchemaFailureCode =
  /** The declared schema contradicts itself. */
  | 'bad-schema'
  /** A change that cannot be made without losing or inventing something. */
  | 'not-plannable'
  /** Rows that the declared schema does not permit. */
  | 'data-violates'
  /** Data would be lost, and `allowDestructive` is not set. */
  | 'destructive'
  /** Rows would refer to rows that are not there. */
  | 'foreign-key-violation'
  /** The result differs from the declared schema. */
  | 'not-proven'
  /** Foreign keys cannot be switched off, since a transaction is open. */
  | 'in-transaction';

const HEADS: Readonly<Record<SchemaFailureCode, string>> = {
  'bad-schema': 'the declared schema cannot be used',
  'not-plannable': 'the database cannot be brought to the declared schema',
  'data-violates': 'the data do not fit the declared schema',
  destructive: 'data would be lost; set allowDestructive to permit it',
  'foreign-key-violation': 'the migration leaves new foreign key violations',
  'not-proven': 'the migration does not give the declared schema',
  'in-transaction': 'a migration needs a transaction of its own',
};

/** Why a migration was not made. The database is as it was before. */
export class SchemaMigrationError extends Error {
  override readonly name = 'SchemaMigrationError';
  readonly code: SchemaFailureCode;
  /** The objects to blame, with the rows at stake and a query that lists them where they are known. */
  readonly problems: readonly ObjectProblem[];

  constructor(code: SchemaFailureCode, problems: readonly ObjectProblem[], options?: ErrorOptions) {
    super(messageOf(code, problems), options);
    this.code = code;
    this.problems = problems;
  }
}

function messageOf(code: SchemaFailureCode, problems: readonly ObjectProblem[]): string {
  const lines = problems.map(({ object, reason, query }) =>
    query === undefined ? `${object}: ${reason}` : `${object}: ${reason}; list them: ${query}`,
  );
  return [`${HEADS[code]}. Nothing was changed`, ...lines].join('\n');
}
