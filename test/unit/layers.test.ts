import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

const value = (from: string): string => `import { thing } from '${from}';\nthing();\n`;
const type = (from: string): string =>
  `import type { Thing } from '${from}';\nexport const thing: Thing | undefined = undefined;\n`;

/** File, its text, and the rule that must stop it. */
const FORBIDDEN: readonly (readonly [file: string, text: string, rule: string])[] = [
  ['src/core/a/vscode.ts', type('vscode'), 'no-restricted-imports'],
  ['src/core/a/engine.ts', type('../../engine/protocol.ts'), 'no-restricted-imports'],
  ['src/core/a/cli.ts', value('../../cli/main.ts'), 'no-restricted-imports'],
  ['src/core/a/host.ts', value('../../host/log.ts'), 'no-restricted-imports'],
  ['src/core/a/sqlite.ts', value('better-sqlite3'), 'no-restricted-imports'],
  [
    'src/core/a/process.ts',
    `import process from 'node:process';\nprocess.exit();\n`,
    'no-restricted-imports',
  ],
  ['src/core/a/cwd.ts', value('node:process').replaceAll('thing', 'cwd'), 'no-restricted-imports'],
  ['src/core/a/global.ts', 'process.exit(1);\n', 'no-restricted-globals'],
  ['src/core/a/print.ts', `console.log('x');\n`, 'no-console'],
  ['src/core/a/clock.ts', 'export const now = Date.now();\n', 'no-restricted-properties'],
  ['src/core/sql/up.ts', value('../database/open.ts'), 'no-restricted-imports'],
  ['src/core/sql/package.ts', value('commander'), 'no-restricted-imports'],
  ['src/core/database/up.ts', value('../project/config.ts'), 'no-restricted-imports'],
  ['src/core/database/backup.ts', type('../backup/backup.ts'), 'no-restricted-imports'],
  ['src/core/project/up.ts', value('../migration/run.ts'), 'no-restricted-imports'],
  ['src/core/backup/up.ts', value('../migration/run.ts'), 'no-restricted-imports'],
  ['src/core/schema/up.ts', value('../lint/rule.ts'), 'no-restricted-imports'],
  ['src/core/schema/run.ts', value('../migration/run.ts'), 'no-restricted-imports'],
  ['src/core/migration/up.ts', value('../replay/replay.ts'), 'no-restricted-imports'],
  ['src/core/migration/hooks.ts', value('../backend/runBackend.ts'), 'no-restricted-imports'],
  ['src/core/rehearse/up.ts', value('../backend/rehearseBackend.ts'), 'no-restricted-imports'],
  ['src/core/workflow/up.ts', value('../backend/runProject.ts'), 'no-restricted-imports'],
  ['src/core/fleet/up.ts', type('../backend/backend.ts'), 'no-restricted-imports'],
  ['src/core/replay/up.ts', value('../generate/generate.ts'), 'no-restricted-imports'],
  ['src/core/generate/up.ts', value('../workflow/dev.ts'), 'no-restricted-imports'],
  ['src/schema/driver.ts', value('better-sqlite3'), 'no-restricted-imports'],
  ['src/schema/run.ts', value('../core/migration/run.ts'), 'no-restricted-imports'],
  ['src/backends/driver.ts', value('pg'), 'no-restricted-imports'],
  ['src/backends/core.ts', value('../core/errors.ts'), 'no-restricted-imports'],
  ['src/engine/client.ts', value('../core/errors.ts'), 'no-restricted-imports'],
  ['src/engine/editor.ts', type('vscode'), 'no-restricted-imports'],
  ['src/engine/inProcess.ts', value('./server.ts'), 'no-restricted-imports'],
  ['src/engine/server.ts', value('../cli/main.ts'), 'no-restricted-imports'],
  ['src/engine/handlers.ts', type('vscode'), 'no-restricted-imports'],
  ['src/cli/editor.ts', value('../host/log.ts'), 'no-restricted-imports'],
  ['src/cli/commands/client.ts', value('../../engine/client.ts'), 'no-restricted-imports'],
  ['src/cli/vscode.ts', type('vscode'), 'no-restricted-imports'],
  ['src/library.ts', value('./engine/server.ts'), 'no-restricted-imports'],
  ['src/engine/disk.ts', value('node:fs').replaceAll('thing', 'statSync'), 'no-restricted-imports'],
  ['src/host/disk.ts', `import fs from 'node:fs';\nfs.statSync('.');\n`, 'no-restricted-imports'],
  ['src/views/disk.ts', `import * as fs from 'fs';\nfs.statSync('.');\n`, 'no-restricted-imports'],
  [
    'src/commands/process.ts',
    value('node:child_process').replaceAll('thing', 'execFileSync'),
    'no-restricted-imports',
  ],
  [
    'src/tasks/process.ts',
    `import * as child from 'node:child_process';\nchild.spawnSync('x');\n`,
    'no-restricted-imports',
  ],
  ['src/host/core.ts', value('../core/errors.ts'), 'no-restricted-imports'],
  ['src/host/view.ts', value('../views/tree.ts'), 'no-restricted-imports'],
  ['src/host/server.ts', value('../engine/server.ts'), 'no-restricted-imports'],
  ['src/views/core.ts', value('../core/errors.ts'), 'no-restricted-imports'],
  ['src/views/command.ts', value('../commands/run.ts'), 'no-restricted-imports'],
  ['src/views/sqlite.ts', value('better-sqlite3'), 'no-restricted-imports'],
  ['src/commands/core.ts', value('../core/errors.ts'), 'no-restricted-imports'],
  ['src/commands/view.ts', value('../views/tree.ts'), 'no-restricted-imports'],
  ['src/commands/cli.ts', value('../cli/main.ts'), 'no-restricted-imports'],
  ['src/tasks/view.ts', type('../views/tree.ts'), 'no-restricted-imports'],
  ['src/tasks/command.ts', value('../commands/run.ts'), 'no-restricted-imports'],
  ['src/tasks/nodeSqlite.ts', value('node:sqlite'), 'no-restricted-imports'],
  ['src/extension.ts', value('./core/errors.ts'), 'no-restricted-imports'],
  ['src/core/cycle/one.ts', value('./two.ts') + 'export const other = 1;\n', 'no-cycle'],
  [
    'src/core/cycle/two.ts',
    `import { other } from './one.ts';\nexport const thing = () => other;\n`,
    'no-cycle',
  ],
  ['src/cli/default.ts', 'export default 1;\n', 'no-default-export'],
  ['src/cli/any.ts', 'export const thing: any = 1;\n', 'no-explicit-any'],
  ['src/cli/sure.ts', 'export const thing = (x?: string) => x!.length;\n', 'no-non-null-assertion'],
  ['src/cli/silent.ts', 'try {\n  JSON.parse("");\n} catch {}\n', 'no-empty'],
  ['src/cli/long.ts', '// line\n'.repeat(501), 'max-lines'],
];

const ALLOWED: readonly (readonly [file: string, text: string])[] = [
  ['src/core/sql/ok.ts', value('./token.ts')],
  ['src/core/sql/fault.ts', value('../errors.ts')],
  [
    'src/core/database/ok.ts',
    value('better-sqlite3') + value('../sql/token.ts').replaceAll('thing', 'it'),
  ],
  ['src/core/migration/ok.ts', value('../backup/backup.ts')],
  ['src/core/project/ok.ts', type('../migration/report.ts')],
  ['src/core/backend/ok.ts', value('../rehearse/rehearse.ts')],
  ['src/core/generate/ok.ts', value('../replay/replay.ts')],
  ['src/schema/ok.ts', value('../core/schema/inspect.ts')],
  [
    'src/host/promises.ts',
    value('node:fs/promises').replaceAll('thing', 'stat') +
      value('node:child_process').replaceAll('thing', 'spawn'),
  ],
  ['src/engine/types.ts', type('../core/errors.ts')],
  ['src/cli/server.ts', value('../engine/server.ts')],
  ['src/cli/commands/ok.ts', value('../host.ts')],
  ['src/host/ok.ts', value('vscode') + type('../core/errors.ts').replaceAll('thing', 'it')],
  [
    'src/views/ok.ts',
    value('../host/log.ts') + type('../engine/client.ts').replaceAll('thing', 'it'),
  ],
  ['src/extension-ok.ts', value('./views/tree.ts')],
];

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

describe('the lint rules', function () {
  this.timeout(30_000);
  const found = new Map<string, string[]>();

  before(() => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-layers-'));
    fs.copyFileSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    for (const [file, text] of [...FORBIDDEN, ...ALLOWED]) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
    const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '-f', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    fs.rmSync(folder, { recursive: true });
    assert.ok(stdout.startsWith('{'), `oxlint gave no report\n${stdout}${stderr}`);
    const report: Report = JSON.parse(stdout);
    for (const { code, filename } of report.diagnostics) {
      const file = filename.replaceAll('\\', '/');
      found.set(file, [...(found.get(file) ?? []), code]);
    }
  });

  for (const [file, text, rule] of FORBIDDEN) {
    it(`forbid ${file}: ${text.split('\n')[0]}`, () => {
      const codes = found.get(file) ?? [];
      assert.ok(
        codes.some((code) => code.endsWith(`(${rule})`)),
        `${rule} is silent; found: ${codes.join(', ') || 'nothing'}`,
      );
    });
  }

  for (const [file, text] of ALLOWED) {
    it(`allow ${file}: ${text.split('\n')[0]}`, () => {
      assert.deepEqual(found.get(file) ?? [], []);
    });
  }
});
