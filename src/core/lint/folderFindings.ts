import { gapsIn } from '../migration/folder.ts';
import type { MigrationFolder } from '../migration/folder.ts';
import { classifyName, numberMeant } from '../project/naming.ts';
import type { Convention, Project } from '../project/project.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import {
  DUPLICATE_NUMBER,
  INVALID_NAME,
  LATE_SCRIPT,
  NO_NUMBER,
  NUMBER_GAP,
} from './folderRules.ts';
import { levelOf } from './lintScript.ts';
import type { Levels } from './lintScript.ts';
import type { Rule } from './rule.ts';

/** A finding about a file's name, with the name. */
export interface NameFinding {
  readonly file: string;
  readonly finding: Finding;
}

const RENUMBER: Fix = { kind: 'renumber', title: 'Give it the next free number' };

/** What the names in a migrations folder show. `late` are scripts that the database has passed. */
export function folderFindings(
  { convention }: Pick<Project, 'convention'>,
  folder: MigrationFolder,
  late: readonly string[],
  levels: Levels = {},
): readonly NameFinding[] {
  const say = sayer(levels);
  const { migrations } = folder;
  return [
    ...folder.invalid.flatMap(({ file, reason }) =>
      say(file, INVALID_NAME, reason, { fixes: renameFix(file, convention) }),
    ),
    ...[...folder.duplicates].flatMap(([version, files]) =>
      files.flatMap((file) =>
        say(
          file,
          DUPLICATE_NUMBER,
          `Number ${version} has ${files.length} scripts: ${files.join(', ')}`,
          { fixes: [RENUMBER] },
        ),
      ),
    ),
    ...gapsBefore(folder, convention).flatMap(({ file, missing }) =>
      say(file, NUMBER_GAP, `No script has number ${missing}`, {
        ...(convention === 'tuplesaver' ? { severity: 'error' as const } : {}),
      }),
    ),
    ...late.flatMap((file) =>
      say(file, LATE_SCRIPT, 'The database is past this number, and the script was never applied', {
        fixes: [RENUMBER],
      }),
    ),
    ...folder.unnumbered
      .filter(() => migrations.length > 0)
      .flatMap((file) => say(file, NO_NUMBER, 'The file has no number, so it is never run')),
  ];
}

type Say = (
  file: string,
  rule: Rule,
  message: string,
  more?: { readonly fixes?: readonly Fix[]; readonly severity?: Severity },
) => readonly NameFinding[];

/** Makes findings, none of a rule that is off. A severity of its own gives way to the one that is configured. */
function sayer(levels: Levels): Say {
  return (file, rule, message, { fixes = [], severity: own } = {}) => {
    const level = levelOf(rule, levels);
    if (level === 'off') return [];
    const severity = level === rule.severity ? (own ?? level) : level;
    const { code, name } = rule;
    return [{ file, finding: { code, name, severity, message, start: 0, end: 0, fixes } }];
  };
}

function renameFix(file: string, convention: Project['convention']): readonly Fix[] {
  const found = classifyName(file, convention);
  if (found.kind !== 'invalid' || found.suggestion === undefined) return [];
  return [{ kind: 'rename', title: `Rename to ${found.suggestion}`, to: found.suggestion }];
}

/** Each gap at the script behind it. */
function gapsBefore(
  { migrations, invalid: all }: MigrationFolder,
  convention: Convention,
): readonly { readonly file: string; readonly missing: string }[] {
  return migrations.flatMap((migration, index) => {
    const previous = migrations[index - 1];
    const pair = previous === undefined ? [migration] : [previous, migration];
    const from = previous === undefined && convention === 'tuplesaver' ? 1 : undefined;
    const least = previous?.version ?? from ?? migration.version;
    const invalid = all.filter(({ file }) => numberMeant(file, convention) >= least);
    const missing = gapsIn({ migrations: pair, invalid }, convention, from).join(', ');
    return missing === '' ? [] : [{ file: migration.file, missing }];
  });
}
