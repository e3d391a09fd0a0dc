import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, parse, type ParseError } from 'jsonc-parser';
import type { BackendInfo, StatusReport } from '../../../src/core/migration/report.ts';
import type { Project } from '../../../src/core/project/project.ts';
import { readDefinition, taskArguments } from '../../../src/tasks/definition.ts';
import { offeredTasks } from '../../../src/tasks/offered.ts';
import { addTasks, newTasksFile } from '../../../src/tasks/tasksJson.ts';

const PROJECT: Project = {
  name: 'default',
  root: '/w',
  database: '/w/data/database.db',
  migrations: '/w/migrations',
  convention: 'fastmigrate',
  history: true,
};
const TASKS = offeredTasks('/w', { project: PROJECT }, false);

function withTasks(text: string): string {
  const result = addTasks(text, TASKS);
  if (result.kind === 'unusable') throw new Error(result.reason);
  return applyEdits(text, [...result.edits]);
}

function commandsIn(text: string): readonly unknown[] {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  assert.deepEqual(errors, [], text);
  const { tasks } = value as { tasks: readonly { command?: unknown }[] };
  return tasks.map(({ command }) => command);
}

const OURS = ['run', 'rehearse', 'check', 'create', 'backup', 'enroll', 'restore', 'dev', 'ci'];

describe('addTasks', () => {
  it('fills a new file', () => {
    const text = withTasks(newTasksFile());
    assert.deepEqual(commandsIn(text), OURS);
    assert.match(text, /"version": "2\.0\.0"/);
  });

  it('does not write twice', () => {
    const once = withTasks(newTasksFile());
    const again = addTasks(once, TASKS);
    assert.deepEqual(again, { kind: 'edit', edits: [], added: 0 });
  });

  it('adds only what is missing, whatever the labels are', () => {
    const text = '{ "tasks": [{ "type": "fastmigrate", "command": "run", "label": "mine" }] }';
    assert.deepEqual(commandsIn(withTasks(text)), OURS);
  });

  for (const [name, text] of Object.entries({
    'comments everywhere':
      '// top\n{\n\t"version": "2.0.0", // v\n\t"tasks": [\n\t\t// first\n\t\t{ "label": "a" /* in */ } // after\n\t\t// last\n\t]\n\t// end\n}\n',
    'a trailing comma': '{\n  "tasks": [\n    { "label": "a" }, // why\n  ],\n}\n',
    'no list': '{\n  // nothing yet\n  "version": "2.0.0"\n}\n',
    'an empty list': '{ "tasks": [] }',
    'a list of comments only': '{\n  "tasks": [\n    // { "label": "off" }\n  ]\n}\n',
    'Windows line ends': '{\r\n    "tasks": [\r\n        { "label": "a" }\r\n    ]\r\n}\r\n',
  })) {
    it(`keeps what is there: ${name}`, () => {
      const changed = withTasks(text);
      assert.deepEqual(commandsIn(changed).slice(-OURS.length), OURS);
      for (const comment of text.match(/\/\/[^\r\n]*|\/\*.*?\*\//g) ?? [])
        assert.ok(changed.includes(comment), changed);
      if (text.includes('\r\n')) assert.doesNotMatch(changed, /[^\r]\n/);
      assert.equal(addTasks(changed, TASKS).kind === 'edit' && withTasks(changed), changed);
    });
  }

  it('leaves a file alone that it cannot understand', () => {
    for (const text of ['', '{ "tasks": [', '[]', '{ "tasks": {} }']) {
      assert.equal(addTasks(text, TASKS).kind, 'unusable', text);
    }
  });

  it('keeps every task of any file', () => {
    const task = fc.record(
      {
        label: fc.string(),
        type: fc.constantFrom('shell', 'fastmigrate'),
        command: fc.string(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(task), fc.constantFrom(0, 2, 4, '\t'), (tasks, indent) => {
        const text = JSON.stringify({ version: '2.0.0', tasks }, undefined, indent);
        const value: unknown = parse(withTasks(text));
        assert.deepEqual((value as { tasks: unknown[] }).tasks.slice(0, tasks.length), tasks);
      }),
    );
  });
});

describe('offeredTasks', () => {
  it('says nothing that the command line takes by default', () => {
    assert.deepEqual(TASKS[0]?.definition, { type: 'fastmigrate', command: 'run', backup: true });
  });

  it('offers no backups where there is no hook for them, and nothing that needs a file', () => {
    const status = (missing: BackendInfo['missing']): StatusReport => ({
      state: 'PENDING',
      convention: 'fastmigrate',
      database: 'env:DATABASE_URL',
      migrationsFolder: '/w/migrations',
      version: 1,
      latest: 2,
      migrations: [],
      errors: [],
      warnings: [],
      backend: { name: 'PostgreSQL', file: '/w/migrations/config.mjs', missing },
    });
    const offered = offeredTasks('/w', { project: PROJECT, status: status(['backup']) }, false);
    assert.deepEqual(
      offered.map(({ name, definition }) => `${name}: ${taskArguments(definition).join(' ')}`),
      [
        'run migrations: run',
        'rehearse migrations: run --dry-run',
        'check database: status',
        'create database: create',
        'migrate production database: ci',
      ],
    );
    const [run] = offeredTasks('/w', { project: PROJECT, status: status([]) }, false);
    assert.deepEqual(run && taskArguments(run.definition), ['run', '--backup']);
  });

  it('names the section and the file of a further database', () => {
    const [run] = offeredTasks(
      '/w',
      { project: { ...PROJECT, name: 'audit', configFile: '/w/app/.fastmigrate' } },
      true,
    );
    assert.deepEqual(run, {
      name: 'run migrations (audit)',
      definition: {
        type: 'fastmigrate',
        command: 'run',
        configFile: 'app/.fastmigrate',
        databaseName: 'audit',
        backup: true,
      },
    });
  });

  it('names paths relative to the folder where no configuration does', () => {
    const [run] = offeredTasks(
      '/w',
      {
        project: {
          ...PROJECT,
          root: '/w/b c',
          database: '/w/b c/x.db',
          migrations: '/w/b c/migrations',
        },
      },
      false,
    );
    assert.deepEqual(run?.definition, {
      type: 'fastmigrate',
      command: 'run',
      db: 'b c/x.db',
      migrations: 'b c/migrations',
      backup: true,
    });
  });
});

describe('readDefinition', () => {
  it('gives the arguments of the command line', () => {
    const definition = readDefinition({
      type: 'fastmigrate',
      command: 'run',
      db: 'a b.db',
      to: 3,
      backup: true,
      args: ['--verbose'],
    });
    assert.ok(definition);
    assert.deepEqual(taskArguments(definition), [
      'run',
      '--db',
      'a b.db',
      '--to',
      '3',
      '--backup',
      '--verbose',
    ]);
  });

  it('rehearses with a run on a copy', () => {
    const definition = readDefinition({ command: 'rehearse', db: 'a.db', to: 3, backup: true });
    assert.ok(definition);
    assert.deepEqual(taskArguments(definition), ['run', '--dry-run', '--db', 'a.db', '--to', '3']);
  });

  it('writes no backup where it is told not to, whatever the configuration says', () => {
    const definition = readDefinition({ command: 'run', backup: false });
    assert.ok(definition);
    assert.deepEqual(taskArguments(definition), ['run', '--no-backup']);
  });

  it('asks nothing when the backup to restore is named', () => {
    const definition = readDefinition({ command: 'restore', from: 'x.backup' });
    assert.ok(definition);
    assert.deepEqual(taskArguments(definition), ['restore', 'x.backup', '--yes']);
  });

  it('refuses what has the wrong type', () => {
    for (const wrong of [
      { command: 'drop' },
      { command: 'run', to: 0 },
      { command: 'run', db: 1 },
      { command: 'run', args: 'x' },
      { command: 'run', options: 1 },
    ]) {
      assert.equal(readDefinition(wrong), undefined, JSON.stringify(wrong));
    }
  });
});
