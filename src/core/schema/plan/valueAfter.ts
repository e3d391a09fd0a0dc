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
  if (to === 'TEXT')
    return `CASE WHEN ${isChanged(value, to)} THEN CAST(${value} AS TEXT) ELSE ${value} END`;
  if (to === 'REAL')
    return `CASE WHEN ${isChanged(value, to)} THEN CAST(${value} AS REAL) ELSE ${value} END`;
  const number = `CAST(${value} AS NUMERIC)`;
  const real = `CAST(${value} AS REAL)`;
  return `CASE WHEN NOT (${isChanged(value, to)}) THEN ${value} WHEN typeof(${number}) = 'real' AND ${isWhole(real)} THEN CAST(${real} AS INTEGER) ELSE ${number} END`;
}

/** Whether a column of another affinity stores a value in another storage class, as a condition. */
export function isChanged(value: string, to: Affinity): string {
  const isNumber = `typeof(${value}) = 'text' AND CAST(${value} AS NUMERIC) = ${value}`;
  switch (to) {
    case 'BLOB':
      return 'FALSE';
    case 'TEXT':
      return `typeof(${value}) IN ('integer', 'real')`;
    case 'REAL':
      return `typeof(${value}) = 'integer' OR ${isNumber}`;
    case 'INTEGER':
    case 'NUMERIC':
      return `${isNumber} OR typeof(${value}) = 'real' AND ${isWhole(value)}`;
  }
}

/**
 * Whether a value in a column of another affinity is not the same any more, as a condition: the text 007 becomes 7, and a
 * long number becomes a rounded one. The number 7 as 7.0 or as the text 7 can be turned back.
 */
export function isAltered(value: string, to: Affinity): string {
  const number = `typeof(${value}) = 'text' AND CAST(${value} AS NUMERIC) = ${value}`;
  const real = `CAST(${value} AS REAL)`;
  const asInteger = `CAST(CAST(${value} AS INTEGER) AS TEXT) = ${value} AND CAST(${real} AS INTEGER) = CAST(${value} AS INTEGER)`;
  switch (to) {
    case 'BLOB':
      return 'FALSE';
    case 'TEXT':
      return `typeof(${value}) = 'real' AND CAST(CAST(${value} AS TEXT) AS REAL) <> ${value}`;
    case 'REAL':
      return `typeof(${value}) = 'integer' AND CAST(${real} AS INTEGER) <> ${value} OR ${number} AND CAST(${real} AS TEXT) <> ${value} AND NOT (${asInteger})`;
    case 'INTEGER':
    case 'NUMERIC':
      return `${number} AND CAST(CAST(${value} AS NUMERIC) AS TEXT) <> ${value}`;
  }
}

/** Whether a column of an affinity stores every value that one of another has as it is. */
export function isKept(from: Affinity, to: Affinity): boolean {
  const isNumeric = (each: Affinity): boolean => each === 'INTEGER' || each === 'NUMERIC';
  return to === 'BLOB' || from === to || (isNumeric(from) && isNumeric(to));
}

function isWhole(real: string): string {
  return `CAST(${real} AS INTEGER) = ${real} AND ${real} > ${SMALLEST}`;
}

/** The storage classes that a column of a STRICT table takes, or null for all. https://sqlite.org/stricttables.html */
export function strictTypes({ type }: Column): readonly string[] | null {
  switch (type.toUpperCase()) {
    case 'INT':
    case 'INTEGER':
      return ['null', 'integer'];
    case 'REAL':
      return ['null', 'real'];
    case 'TEXT':
      return ['null', 'text'];
    case 'BLOB':
      return ['null', 'blob'];
    default:
      return null;
  }
}
