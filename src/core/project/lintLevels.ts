import { badConfig } from './configFault.ts';
import type { IniDocument } from './ini.ts';

export type LintLevel = 'off' | 'info' | 'warning' | 'error';

/** Severities by the code or name of a rule, in lower case. */
export type LintLevels = Readonly<Record<string, LintLevel>>;

const SECTION = 'lint';
const LEVELS: readonly string[] = ['off', 'info', 'warning', 'error'];

/** Reads the section `[lint]`, undefined where there is none. Throws `bad-config` for a value that is no severity. */
export function readLintLevels(ini: IniDocument): LintLevels | undefined {
  if (!ini.hasSection(SECTION)) return undefined;
  const levels: Record<string, LintLevel> = {};
  for (const { key, line } of ini.keys(SECTION)) {
    const value = ini.get(SECTION, key)?.value.toLowerCase() ?? '';
    if (!isLevel(value)) {
      const reason = `must be off, info, warning or error, not "${value}"`;
      throw badConfig({ file: ini.file, line, key, reason });
    }
    levels[key.toLowerCase()] = value;
  }
  return levels;
}

function isLevel(text: string): text is LintLevel {
  return LEVELS.includes(text);
}
