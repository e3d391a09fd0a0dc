import { readFileSync } from 'node:fs';
import { MigrateError } from '../errors.ts';
import { fileFailure } from '../database/failure.ts';

/**
 * Text of a script file as Python reads it: UTF-8, every line end as a line feed.
 * A byte order mark is left out; `recorded` keeps it, since the Python tools record it.
 */
export interface ScriptText {
  readonly text: string;
  /** What goes into `_migrations.script`. */
  readonly recorded: string;
}

/** How the text of a script file is got: from the file, or from what was read of it before. */
export type ReadScript = (path: string) => ScriptText;

const BYTE_ORDER_MARK = '\uFEFF';

/** Reads a script. Throws `unreadable-script` for bytes that are no UTF-8 text, `io` or `read-only` for the file. */
export function readScript(path: string): ScriptText {
  const recorded = normaliseLineEnds(decodedFile(path));
  const text = recorded.startsWith(BYTE_ORDER_MARK) ? recorded.slice(1) : recorded;
  const nul = text.indexOf('\0');
  if (nul !== -1) throw unreadable(path, 'it holds a NUL character', text.slice(0, nul));
  return { text, recorded };
}

/** Whether two script texts are the same but for line ends and a byte order mark. */
export function sameScript(a: string, b: string): boolean {
  return comparable(a) === comparable(b);
}

/** The form in which script texts are compared: line feeds, no byte order mark. */
export function comparable(text: string): string {
  const lines = normaliseLineEnds(text);
  return lines.startsWith(BYTE_ORDER_MARK) ? lines.slice(1) : lines;
}

function normaliseLineEnds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text;
}

/** Node reads a whole text in one call, which puts this character for what is no UTF-8. Bytes cost three calls more. */
const REPLACEMENT = '\uFFFD';

function decodedFile(path: string): string {
  const text = fromFile(path, () => readFileSync(path, 'utf8'));
  // The character may also stand in the file, so the bytes have to tell.
  if (!text.includes(REPLACEMENT)) return text;
  return decode(
    path,
    fromFile(path, () => readFileSync(path)),
  );
}

function fromFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fileFailure(error, path);
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const valid = new TextDecoder('utf-8').decode(bytes);
    throw unreadable(path, 'it is not UTF-8 text', valid.slice(0, valid.indexOf(REPLACEMENT)));
  }
}

function unreadable(file: string, reason: string, before: string): MigrateError {
  const lines = normaliseLineEnds(before).split('\n');
  return new MigrateError({
    code: 'unreadable-script',
    file,
    line: lines.length,
    column: (lines.at(-1) ?? '').length + 1,
    reason,
  });
}
