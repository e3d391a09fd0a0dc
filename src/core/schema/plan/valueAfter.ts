import type { Affinity, Column } from '../model.ts';

/** Smaller reals than this one have no integer. */
const SMALLEST = '-9223372036854775808.0';

/**
 * A value as a column of another affinity stores it, as an expression over the column as it is. It tells what SQLite
 * does by itself: text that reads as a number becomes one, and nothing else does.
 * https://sqlite.org/datatype3.html#type_affinity
 */
export function valueAfter(value: string, from: Affinity, to: Affinity): string {
  if (isKept(from, to)) return value;
  if (to === 'TEXT' || to === 'REAL')
    return `CASE WHEN ${isChanged(value, to)} THEN ${cast(value, to)} ELSE ${value} END`;
  const number = cast(value, 'NUMERIC');
  const real = cast(value, 'REAL');
  return `CASE WHEN NOT (${isChanged(value, to)}) THEN ${value} WHEN typeof(${number}) = 'real' AND ${isWhole(real)} THEN ${cast(real, 'INTEGER')} ELSE ${number} END`;
}

/** Whether a column of another affinity stores a value in another storage class, as a condition. */
export function isChanged(value: string, to: Affinity): string {
  switch (to) {
    case 'BLOB':
      return 'FALSE';
    case 'TEXT':
      return `typeof(${value}) IN ('integer', 'real')`;
    case 'REAL':
      return `typeof(${value}) = 'integer' OR ${isNumber(value)}`;
    case 'INTEGER':
    case 'NUMERIC':
      return `${isNumber(value)} OR typeof(${value}) = 'real' AND ${isWhole(value)}`;
  }
}

/**
 * Whether a value in a column of another affinity is not the same any more, as a condition: the text 007 becomes 7, and a
 * long number becomes a rounded one. The number 7 as 7.0 or as the text 7 can be turned back.
 */
export function isAltered(value: string, to: Affinity): string {
  const number = isNumber(value);
  const real = cast(value, 'REAL');
  const integer = cast(value, 'INTEGER');
  const asInteger = `${cast(integer, 'TEXT')} = ${value} AND ${cast(real, 'INTEGER')} = ${integer}`;
  switch (to) {
    case 'BLOB':
      return 'FALSE';
    case 'TEXT':
      return `typeof(${value}) = 'real' AND ${cast(cast(value, 'TEXT'), 'REAL')} <> ${value}`;
    case 'REAL':
      return `typeof(${value}) = 'integer' AND ${cast(real, 'INTEGER')} <> ${value} OR ${number} AND ${cast(real, 'TEXT')} <> ${value} AND NOT (${asInteger})`;
    case 'INTEGER':
    case 'NUMERIC':
      return `${number} AND ${cast(cast(value, 'NUMERIC'), 'TEXT')} <> ${value}`;
  }
}

/** Whether a column of an affinity stores every value that one of another has as it is. */
export function isKept(from: Affinity, to: Affinity): boolean {
  const isNumeric = (each: Affinity): boolean => each === 'INTEGER' || each === 'NUMERIC';
  return to === 'BLOB' || from === to || (isNumeric(from) && isNumeric(to));
}

function cast(value: string, type: Affinity): string {
  return `CAST(${value} AS ${type})`;
}

/** A text that reads as a number. */
function isNumber(value: string): string {
  return `typeof(${value}) = 'text' AND ${cast(value, 'NUMERIC')} = ${value}`;
}

function isWhole(real: string): string {
  return `${cast(real, 'INTEGER')} = ${real} AND ${real} > ${SMALLEST}`;
}

/** The storage classes that a column of a STRICT table takes, or null for all. https://sqlite.org/stricttables.html */
export function strictTypes({ type }: Column): readonly string[] | null {
  const name = type.toLowerCase();
  if (name === 'int') return ['null', 'integer'];
  return ['integer', 'real', 'text', 'blob'].includes(name) ? ['null', name] : null;
}
