import type { ForeignKey, ForeignKeyAction } from '../model.ts';
import { canonicalList, canonicalName } from './canonical.ts';
import { nameOf, splitAtCommas } from './reader.ts';
import type { LexemeReader } from './reader.ts';

/** What a REFERENCES clause says. */
export type Reference = Pick<
  ForeignKey,
  'parent' | 'parentColumns' | 'onDelete' | 'onUpdate' | 'match' | 'deferred'
>;

/** Reads what follows REFERENCES: parent, columns, actions and, where it follows at once, when it is checked. */
export function readReference(reader: LexemeReader): Reference {
  const parent = nameOf(reader.name());
  const parentColumns = reader.seesOperator('(') ? readNames(reader) : [];
  let onDelete: ForeignKeyAction = 'NO ACTION';
  let onUpdate: ForeignKeyAction = 'NO ACTION';
  let match: string | null = null;
  while (reader.sees('on') || reader.sees('match')) {
    if (reader.accept('match')) match = nameOf(reader.name());
    else if (reader.accept('on', 'delete')) onDelete = readAction(reader);
    else if (reader.accept('on', 'update')) onUpdate = readAction(reader);
    else {
      // SQLite takes ON INSERT and gives it no meaning.
      reader.expect('on', 'insert');
      readAction(reader);
    }
  }
  const deferred = seesDeferral(reader) && readDeferral(reader);
  return { parent, parentColumns, onDelete, onUpdate, match, deferred };
}

/** Whether `[NOT] DEFERRABLE` comes next. */
export function seesDeferral(reader: LexemeReader): boolean {
  return reader.sees('deferrable') || reader.sees('not', 'deferrable');
}

/** Reads `[NOT] DEFERRABLE [INITIALLY …]` and tells whether the check waits for the end of the transaction. */
export function readDeferral(reader: LexemeReader): boolean {
  const never = reader.accept('not');
  reader.expect('deferrable');
  if (!reader.accept('initially')) return false;
  const deferred = reader.accept('deferred');
  if (!deferred) reader.expect('immediate');
  return deferred && !never;
}

/** Reads names in parentheses. A COLLATE or a direction behind one, which old files have, means nothing. */
export function readNames(reader: LexemeReader): readonly string[] {
  return splitAtCommas(reader.group()).map(([first]) => {
    if (!first) throw reader.failure();
    return nameOf(first);
  });
}

/** `REFERENCES …` in canonical form. SQLite gives MATCH no meaning. https://sqlite.org/foreignkeys.html#fk_unsupported */
export function canonicalReference(reference: Reference): string {
  const { parent, parentColumns, onDelete, onUpdate, deferred } = reference;
  const words = ['references', canonicalName(parent)];
  if (parentColumns.length > 0) words.push(canonicalList(parentColumns.map(canonicalName)));
  for (const [event, action] of Object.entries({ delete: onDelete, update: onUpdate }))
    if (action !== 'NO ACTION') words.push('on', event, action.toLowerCase());
  if (deferred) words.push('deferrable initially deferred');
  return words.join(' ');
}

const ACTIONS = ['SET NULL', 'SET DEFAULT', 'CASCADE', 'RESTRICT', 'NO ACTION'] as const;

function readAction(reader: LexemeReader): ForeignKeyAction {
  const action = ACTIONS.find((each) => reader.accept(...each.toLowerCase().split(' ')));
  if (action === undefined) throw reader.failure();
  return action;
}
