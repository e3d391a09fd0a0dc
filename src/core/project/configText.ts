import { readFileSync, statSync } from 'node:fs';
import { badConfig } from './configFault.ts';

/** Name of the configuration file where none is named. */
export const CONFIG_FILE = '.fastmigrate';

/** The text of a configuration file, or undefined when there is none. Throws `bad-config` when it cannot be read. */
export function readConfigText(file: string): string | undefined {
  try {
    // Reading a pipe would wait for a writer that may never come.
    const stats = statSync(file);
    if (!stats.isFile() && !stats.isDirectory())
      throw badConfig({ file, line: 1, reason: 'is not a plain file' });
    return decodeConfig(readFileSync(file), file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(error, file);
  }
}

/** UTF-8 bytes as text. Throws `bad-config` with the line of the first byte that is not UTF-8. */
export function decodeConfig(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = 'the file is not UTF-8 text. Save it as UTF-8';
    throw badConfig({ file, line: lineOfBadByte(bytes), reason });
  }
}

/** Whether a file system call failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error to throw when reading a configuration failed; other errors than those of the file system come back as they are. */
export function unreadable(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const reason =
    code === 'EISDIR' ? 'is a folder, not a configuration file' : `cannot be read (${code})`;
  return badConfig({ file, line: 1, reason });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // Errors of Node's own argument checks have a code too, but no system call.
  return 'syscall' in error && typeof error.code === 'string' ? error.code : undefined;
}

function lineOfBadByte(bytes: Uint8Array): number {
  // The replacement character may stand in the text itself, so the text is decoded up to the fault:
  // the longest prefix that a streaming decoder takes.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 1;
  for (const byte of bytes) {
    try {
      decoder.decode(Uint8Array.of(byte), { stream: true });
    } catch (error) {
      if (error instanceof TypeError) return line;
      throw error;
    }
    if (byte === 0x0a) line += 1;
  }
  return line;
}
