import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

const root = path.resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  contributes: { menus: { 'view/item/context': Entry[]; commandPalette: Entry[] } };
};
const { 'view/item/context': entries, commandPalette: palette } = manifest.contributes.menus;

/** Rows with all that their kind can have, by their view. */
const ROWS = {
  'fastmigrate.migrations': [
    'project state-pending pending database backups reference configured desired',
    'project state-drift database backups reference configured desired',
    'project state-absent configured',
    'project state-unversioned database configured',
    'project state-unversioned hooks pending configured',
    'project state-pending pending fleet configured',
    'script pending next sql',
    'script applied sql in-reference',
    'script applied sql unlike-reference',
    'script diverged sql recorded recordable unlike-reference',
    'script diverged sql recorded edited',
    'script missing recorded',
    'script conflicted sql recorded renumberable unlike-reference',
    'script skipped sql renumberable',
    'script unrecorded sql recordable',
    'script invalid',
    'notice interrupted',
    'drift',
    'reference saved',
    'reference none',
    'schemaObject table',
    'schemaColumn',
  ],
  'fastmigrate.backups': ['backup'],
};

/** Whether an entry is for this row, while the workspace is trusted and nothing runs. */
function isFor({ when }: Entry, view: string, row: string): boolean {
  return when.split(' && ').every((clause) => {
    const [, not, pattern] = /^(!?)\(?viewItem =~ \/(.*)\/\)?$/.exec(clause) ?? [];
    if (pattern !== undefined) return new RegExp(pattern).test(row) === (not === '');
    const [, item] = /^viewItem == '?([^']*)'?$/.exec(clause) ?? [];
    if (item !== undefined) return item === row;
    if (clause.startsWith('view == ')) return clause === `view == ${view}`;
    assert.match(clause, /^(isWorkspaceTrusted|!fastmigrate\.running)$/);
    return true;
  });
}

describe('the menus of rows', () => {
  for (const [view, rows] of Object.entries(ROWS)) {
    for (const row of rows) {
      it(`have one order for "${row}", and nothing twice`, () => {
        const own = entries.filter((entry) => isFor(entry, view, row));
        assert.ok(own.length > 0);
        const places = own.map(({ group }) => group);
        assert.deepEqual(places, [...new Set(places)]);
        const listed = own.filter(({ group }) => !group.startsWith('inline'));
        const commands = listed.map(({ command }) => command);
        assert.deepEqual(commands, [...new Set(commands)]);
      });
    }
  }

  it('begin with the run where something is pending', () => {
    const own = entries.filter((entry) =>
      isFor(entry, 'fastmigrate.migrations', 'project state-pending pending database'),
    );
    const first = own.toSorted((a, b) => (a.group < b.group ? -1 : 1));
    const listed = first.filter(({ group }) => !group.startsWith('inline'));
    assert.deepEqual(
      listed.slice(0, 3).map(({ command }) => command),
      ['fastmigrate.run', 'fastmigrate.rehearse', 'fastmigrate.new'],
    );
  });

  it('offer a follow-up of an edit where there is one, as the palette does', () => {
    const offered = (row: string): boolean =>
      entries.some(
        (entry) =>
          entry.command === 'fastmigrate.followUp' && isFor(entry, 'fastmigrate.migrations', row),
      );
    assert.deepEqual(
      [
        'script diverged sql recorded edited',
        'script diverged sql recorded',
        'script applied sql',
      ].map(offered),
      [true, false, false],
    );
    const conditions = ['followUp', 'rename'].map(
      (name) => palette.find(({ command }) => command === `fastmigrate.${name}`)?.when,
    );
    assert.match(conditions[0] ?? '', /^resourcePath in fastmigrate\.editedPaths\b/);
    assert.equal(conditions[1], 'resourcePath in fastmigrate.renamablePaths');
  });
});
