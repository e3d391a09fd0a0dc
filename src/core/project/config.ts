import { dirname } from 'node:path';
import { badConfig } from './configFault.ts';
import type { ConfigWarning } from './configFault.ts';
import { readConfigText } from './configText.ts';
import { DEFAULT_SECTION, parseIni } from './ini.ts';
import type { IniDocument } from './ini.ts';
import { KNOWN_KEYS, readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { readLintLevels } from './lintLevels.ts';
import type { LintLevels } from './lintLevels.ts';

/** What one section says about one database. */
export interface DatabaseConfig extends Settings {
  /** `default` for `[paths]`, else the name in `[database NAME]`. */
  readonly name: string;
  /** What the section `[lint]` says, which is for all databases. */
  readonly lint?: LintLevels;
}

/** A configuration file, checked. */
export interface Config {
  /** Absolute path. */
  readonly file: string;
  /** Folder that its relative paths start from. */
  readonly folder: string;
  /** `[paths]` first if it is there, then the further databases in the order of the file; never empty. */
  readonly databases: readonly DatabaseConfig[];
  readonly warnings: readonly ConfigWarning[];
}

/** Name of the project that `[paths]` describes. */
export const DEFAULT_NAME = 'default';

const PATHS = 'paths';

/**
 * Reads a `.fastmigrate` file, or the text given for it. `file` is absolute. Throws `bad-config` with
 * file, line and key for everything that cannot be used, and for a file that does not exist.
 */
export function readConfig(file: string, text?: string): Config {
  const ini = parseIni(text ?? requireText(file), file);
  const sections = databaseSections(ini);
  const folder = dirname(file);
  const lint = readLintLevels(ini);
  const read = sections.map(({ name, section }) => ({
    name,
    ...readSettings(ini, section, folder, name === DEFAULT_NAME),
  }));
  return {
    file,
    folder,
    databases: read.map(({ name, settings }) => ({ name, ...settings, ...(lint && { lint }) })),
    warnings: [
      ...read.flatMap(({ warnings }) => warnings),
      ...sections.flatMap(({ section }) => unknownKeys(ini, section)),
      ...namelessSections(ini),
    ].toSorted((a, b) => a.line - b.line),
  };
}

/**
 * The two keys that the Python tool reads, as they are written: relative to the current folder and
 * possibly empty. A file that does not exist sets nothing. Throws `bad-config` where the Python tool
 * ends in a traceback.
 */
export function readPythonPaths(file: string): { db?: string; migrations?: string } {
  const text = readConfigText(file);
  if (text === undefined) return {};
  const ini = parseIni(text, file);
  if (!ini.hasSection(PATHS)) throw noPaths(ini);
  const paths: { db?: string; migrations?: string } = {};
  const db = ini.get(PATHS, 'db');
  if (db !== undefined) paths.db = db.value;
  const migrations = ini.get(PATHS, 'migrations');
  if (migrations !== undefined) paths.migrations = migrations.value;
  return paths;
}

function requireText(file: string): string {
  const text = readConfigText(file);
  if (text === undefined) {
    throw badConfig({ file, line: 1, reason: 'the configuration file does not exist' });
  }
  return text;
}

interface NamedSection {
  readonly name: string;
  readonly section: string;
}

function databaseSections(ini: IniDocument): readonly NamedSection[] {
  const found: NamedSection[] = ini.hasSection(PATHS)
    ? [{ name: DEFAULT_NAME, section: PATHS }]
    : [];
  const seen = new Map<string, string>();
  for (const section of ini.sections()) {
    const name = /^database\s+(.*\S)\s*$/.exec(section)?.[1];
    if (name === undefined) continue;
    const line = ini.sectionLine(section) ?? 1;
    const earlier = seen.get(name);
    if (name === DEFAULT_NAME) {
      throw badConfig({ file: ini.file, line, reason: 'the name "default" stands for [paths]' });
    }
    if (earlier !== undefined) {
      throw badConfig({ file: ini.file, line, reason: `[${section}] repeats [${earlier}]` });
    }
    seen.set(name, section);
    found.push({ name, section });
  }
  if (found.length === 0) throw noPaths(ini);
  return found;
}

// The Python tool stops at such a file too. Going on with the defaults could migrate another
// database than the one that the file was meant to name.
function noPaths(ini: IniDocument): Error {
  const similar = ini.sections().find((section) => section.trim().toLowerCase() === PATHS);
  const line = similar === undefined ? 1 : (ini.sectionLine(similar) ?? 1);
  const reason =
    similar === undefined
      ? 'the section [paths] is missing'
      : `write [paths] for [${similar}]: section names are exact`;
  return badConfig({ file: ini.file, line, reason });
}

// Keys under [DEFAULT] may be there for references only, so they are never unknown.
function unknownKeys(ini: IniDocument, section: string): readonly ConfigWarning[] {
  if (section === DEFAULT_SECTION) return [];
  return ini
    .keys(section)
    .filter(({ key }) => !KNOWN_KEYS.has(key))
    .map(({ key, line }) => ({ file: ini.file, line, message: `unknown key "${key}"` }));
}

function namelessSections(ini: IniDocument): readonly ConfigWarning[] {
  return ini
    .sections()
    .filter((section) => /^database\s*$/.test(section))
    .map((section) => ({
      file: ini.file,
      line: ini.sectionLine(section) ?? 1,
      message: `[${section}] has no name and is ignored. Write [database NAME]`,
    }));
}
