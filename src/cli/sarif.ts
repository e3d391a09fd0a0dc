import { pathToFileURL } from 'node:url';
import type { Fix, Severity } from '../core/lint/finding.ts';
import type { FileFindings, PlacedFinding } from '../core/lint/lintProject.ts';
import { ALL_RULES } from '../core/lint/registry.ts';
import type { Rule } from '../core/lint/rule.ts';
import { displayPath } from '../core/project/discover.ts';
import { VERSION } from './version.ts';

/** Severities as SARIF calls them. */
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * Findings as a SARIF 2.1.0 log, with paths relative to a folder.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifOf(files: readonly FileFindings[], folder: string): object {
  const used = new Set(files.flatMap(({ findings }) => findings.map(({ code }) => code)));
  const rules = ALL_RULES.filter(({ code }) => used.has(code));
  const root = `${pathToFileURL(folder).href.replace(/\/$/, '')}/`;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'fastmigrate', version: VERSION, rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { uri: root } },
        results: files.flatMap((file) =>
          file.findings.map((finding) => resultOf(file, finding, folder, rules)),
        ),
      },
    ],
  };
}

function ruleOf({ code, name, title, why, severity }: Rule): object {
  return {
    id: code,
    name,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: why },
    help: { text: why, markdown: why },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(
  { path }: FileFindings,
  finding: PlacedFinding,
  folder: string,
  rules: readonly Rule[],
): object {
  const { code, severity, message, line, column, endLine, endColumn, fixes } = finding;
  const artifactLocation = artifactOf(path, folder);
  const edits = fixes.filter((fix) => fix.kind === 'edit');
  return {
    ruleId: code,
    ruleIndex: rules.findIndex((rule) => rule.code === code),
    level: LEVELS[severity],
    message: { text: `${message}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    ...(edits.length === 0 ? {} : { fixes: edits.map((fix) => fixOf(fix, artifactLocation)) }),
  };
}

function fixOf({ title, edits }: Extract<Fix, { kind: 'edit' }>, artifactLocation: object): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation,
        replacements: edits.map(({ start, end, text }) => ({
          deletedRegion: { charOffset: start, charLength: end - start },
          insertedContent: { text },
        })),
      },
    ],
  };
}

/** Outside the folder, a path stands for itself. */
function artifactOf(path: string, folder: string): object {
  const relative = displayPath(path, folder).replaceAll('\\', '/');
  if (/^(?:\/|[A-Za-z]:|\.\.)/.test(relative)) return { uri: pathToFileURL(path).href };
  return { uri: relative.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'ROOT' };
}
