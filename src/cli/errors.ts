import { statSync } from 'node:fs';
import type { ErrorReport } from '../core/errors.ts';
import { MigrateError, errorReport } from '../core/errors.ts';
import { readExcerpt } from './excerpt.ts';
import { displayPath } from '../core/project/discover.ts';
import type { Style } from './terminal.ts';
import { visible, visibleLines } from './visible.ts';

/** An error as `--json` prints it. `internal` is a defect of this program, `usage` a wrong command line. */
export type PrintedError = Omit<ErrorReport, 'code'> & {
  readonly code: ErrorReport['code'] | 'internal' | 'usage';
};

/** Whatever was thrown, as data. */
export function errorData(error: unknown): PrintedError {
  if (error instanceof MigrateError) return errorReport(error);
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `internal error: ${message}`, changed: false };
}

/**
 * An error for people. The first line is `path:line:column: error: message`, the path as one would type it in `cwd`;
 * then the line of the script, where there is one.
 */
export function errorText(
  error: PrintedError,
  cwd: string,
  style: (style: Style, text: string) => string = (_, text) => text,
): string {
  const lines = [
    `${style('bold', place(error, cwd))} ${style('red', 'error:')} ${message(error, cwd)}`,
  ];
  const { file, line, column } = error;
  const found = file !== undefined && line !== undefined ? readExcerpt(file, line, column) : null;
  if (found !== null) lines.push(found.source);
  if (found !== null && column !== undefined) lines.push(style('red', found.caret));
  return `${lines.join('\n')}\n`;
}

/** A warning about a line of a file, in the form of `errorText`. */
export function warningText(
  warning: { readonly file: string; readonly line: number; readonly message: string },
  cwd: string,
  style: (style: Style, text: string) => string,
): string {
  const where = `${visible(displayPath(warning.file, cwd))}:${warning.line}:1:`;
  return `${style('bold', where)} ${style('yellow', 'warning:')} ${visible(warning.message)}\n`;
}

function place(error: PrintedError, cwd: string): string {
  if (error.file === undefined) return 'fastmigrate:';
  const path = visible(displayPath(error.file, cwd));
  const nowhere = error.code === 'bad-config' && !isFile(error.file);
  if (error.line === undefined || nowhere) return `${path}:`;
  return `${path}:${error.line}:${error.column ?? 1}:`;
}

/** Of a configuration that is not there, or that is a folder, no line can be looked at. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function message(error: PrintedError, cwd: string): string {
  // The place stands before it already.
  const repeated =
    error.file === undefined
      ? []
      : [`${error.file}: `, `${displayPath(error.file, cwd)}: `, `${error.file} `];
  const prefix = repeated.find((text) => error.message.startsWith(text)) ?? '';
  return visibleLines(error.message.slice(prefix.length)).replaceAll('\n', '\n  ');
}
