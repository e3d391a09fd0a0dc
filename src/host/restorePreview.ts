import type { RestorePreview, TablePreview } from '../core/backup/backupFile.ts';
import { plainLine } from './plainText.ts';
import { counted } from './quantities.ts';

const LISTED = 8;
const OWN: ReadonlySet<string> = new Set(['_meta', '_migrations']);

/** What restoring would change, as lines for a question: losses first. */
export function previewLines(preview: RestorePreview): readonly string[] {
  // The engine's own tables say no more than the versions do.
  const tables = preview.tables.filter(({ table }) => !OWN.has(table));
  if (tables.length === 0)
    return [preview.schemaDiffers ? 'No row differs; the schema does.' : 'Nothing differs.'];
  const sorted = tables.toSorted((a, b) => b.onlyNow - a.onlyNow);
  const listed = sorted.slice(0, LISTED).map((table) => `• ${tableLine(table)}`);
  const rest = sorted.length - LISTED;
  return [headline(tables), ...listed, ...(rest > 0 ? [`and ${counted(rest, 'table')} more`] : [])];
}

/** The same in full, as a text document. */
export function previewDocument(database: string, preview: RestorePreview): string {
  const { tables, file, versionNow, versionThen } = preview;
  const head = [
    'What a restore would change',
    '',
    `Database  ${plainLine(database)}, ${versionText(versionNow)}`,
    `Restored  ${plainLine(file)}, ${versionText(versionThen)}`,
    `Schema    ${preview.schemaDiffers ? 'differs' : 'the same'}`,
    '',
  ];
  if (tables.length === 0) return [...head, 'No row differs.', ''].join('\n');
  const rows = [
    ['Table', 'Rows now', 'Rows then', 'Lost', 'Back'],
    ...tables.map(({ table, rowsNow, rowsThen, onlyNow, onlyThen }) => [
      plainLine(table),
      rowsNow === null ? 'no table' : String(rowsNow),
      rowsThen === null ? 'no table' : String(rowsThen),
      String(onlyNow),
      String(onlyThen),
    ]),
  ];
  return [...head, ...aligned(rows), '', ...LEGEND, ''].join('\n');
}

const LEGEND = [
  'Lost: rows that are in the database now and not in what is restored. A changed row counts as lost and back.',
  'Back: rows that return. The present content is saved as a backup of its own before anything is replaced.',
];

function headline(tables: readonly TablePreview[]): string {
  const lost = tables.reduce((sum, { onlyNow }) => sum + onlyNow, 0);
  if (lost === 0) return 'No row would be lost:';
  return `${counted(lost, 'row')} would be lost or changed back:`;
}

function tableLine({ table, rowsNow, rowsThen, onlyNow, onlyThen }: TablePreview): string {
  const name = plainLine(table, 80);
  if (rowsThen === null) return `${name}: the table goes, with ${counted(rowsNow ?? 0, 'row')}`;
  if (rowsNow === null) return `${name}: the table comes back, with ${counted(rowsThen, 'row')}`;
  return `${name}: ${rowsNow} → ${counted(rowsThen, 'row')} (${onlyNow} lost, ${onlyThen} back)`;
}

function versionText(version: number | null): string {
  return version === null ? 'no version' : `v${version}`;
}

/** Columns of equal width: the first to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   '),
  );
}
