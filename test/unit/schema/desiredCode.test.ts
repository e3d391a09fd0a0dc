import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { moduleCommand } from '../../../src/core/schema/desired/moduleCommand.ts';
import { PrintedCache } from '../../../src/core/schema/desired/printedCache.ts';
import { names, NODE, sources } from './desiredSources.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const BUILDER = `import { SchemaBuilder } from ${JSON.stringify(join(ROOT, 'src/schema/index.ts'))};
const builder = new SchemaBuilder().table('book', (t) => {
  t.integer('id');
  t.text('title').notNull('');
  t.key('id').primary();
});
`;

describe('a desired schema in a module', () => {
  for (const [what, file, text] of [
    ['a builder', 'schema.ts', `${BUILDER}export default builder;`],
    [
      'a built schema named schema',
      'schema.mts',
      `${BUILDER}export const schema = builder.build();`,
    ],
    ['a function', 'schema.mjs', `export default () => 'CREATE TABLE book (id)';`],
    [
      'an async function that returns a function',
      'schema.js',
      `export default async () => async () => ['CREATE TABLE book (id) -- a', 'CREATE INDEX i ON book (id)'];`,
    ],
    ['a promise', 'schema.mjs', `export default Promise.resolve('CREATE TABLE book (id);');`],
    ['a CommonJS module', 'schema.cjs', `module.exports = { schema: ['CREATE TABLE book (id)'] };`],
    [
      'a transpiled module',
      'schema.cjs',
      `exports.__esModule = true; exports.default = 'CREATE TABLE book (id)';`,
    ],
    [
      'a class of its own with build()',
      'schema.mjs',
      `class B { #t = 'book'; build() { return { tables: [{ name: this.#t, columns: [{ name: 'id', type: 'INTEGER' }], keys: [] }] }; } }\nexport const schema = new B();`,
    ],
  ] as const)
    it(`is taken from ${what}`, () => {
      const { load } = sources({ [`models/${file}`]: text, 'package.json': '{"type":"module"}' });
      const desired = load(`models/${file}`);
      assert.equal(names(desired)[0], 'book');
      assert.equal(desired.code, true);
    });

  it('runs in the folder of the project, may print, and may leave work open', () => {
    const { load } = sources({
      'models/schema.mjs': `import { readFileSync } from 'node:fs';
console.log('CREATE TABLE printed (x);');
process.stdout.write('SELEC');
setInterval(() => {}, 1000);
export default readFileSync('tables.txt', 'utf8');`,
      'tables.txt': 'CREATE TABLE book (id)',
    });
    assert.deepEqual(names(load('models/schema.mjs')), ['book']);
  });

  it('comes over whole where it is long', () => {
    const count = 3000;
    const { load } = sources({
      'schema.mjs': `export default Array.from({ length: ${count} }, (_, i) => 'CREATE TABLE t' + i + ' (${'a'.repeat(60)} TEXT)');`,
    });
    assert.equal(load('schema.mjs').schema.tables.length, count);
  });

  it('is refused with what went wrong', () => {
    const { failure } = sources({
      'throws.mjs': `throw new Error('no models today');`,
      'number.mjs': 'export default 7;',
      'nothing.mjs': 'export const x = 1;',
      'wrong.mjs': `export default 'CREATE TABLE a (x);\\nCREATE TABLE a (x);';`,
      'bad.mjs': `export default { tables: [{ name: 'a', columns: [], keys: [] }] };`,
    });
    const said = (name: string): string => {
      const failed = failure(name);
      assert.ok(failed.code === 'schema-source-failed', failed.code);
      return `${failed.source}: ${failed.reason}: ${failed.output}`;
    };
    assert.match(said('throws.mjs'), /^throws\.mjs: it exited with 1: .*no models today/s);
    assert.match(said('number.mjs'), /exports no schema/);
    assert.match(said('nothing.mjs'), /exports no schema/);
    assert.match(said('wrong.mjs'), /line 2 of its output: table a already exists: CREATE TABLE a/);
    assert.match(said('bad.mjs'), /exited with 1/);
  });

  it('is refused where this program cannot start itself again', () => {
    const { folder } = sources({});
    const { failure } = sources({ 'schema.mjs': `export default 'CREATE TABLE a (x)';` });
    assert.ok(existsSync(folder));
    const failed = failure('schema.mjs', { node: { ...NODE, execPath: join(folder, 'no-node') } });
    assert.match(
      failed.code === 'schema-source-failed' ? failed.reason : '',
      /no-node was not found/,
    );
  });

  it('has TypeScript read by a Node that can', () => {
    const facts = {
      execPath: '/x/code',
      entry: '/x/cli.js',
      electron: true,
      readsTypeScript: false,
    };
    const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
    const rest = ['/x/cli.js', 'schema-module'];
    assert.deepEqual(moduleCommand(facts, '/a.ts'), ['node', ...flags, ...rest, '/a.ts']);
    assert.deepEqual(moduleCommand(facts, '/a.js'), ['/x/code', ...rest, '/a.js']);
    assert.deepEqual(moduleCommand({ ...facts, electron: false }, '/a.MTS'), [
      '/x/code',
      ...flags,
      ...rest,
      '/a.MTS',
    ]);
    assert.deepEqual(moduleCommand({ ...facts, readsTypeScript: true }, '/a.ts'), [
      '/x/code',
      ...rest,
      '/a.ts',
    ]);
  });
});

describe('a desired schema that a program prints', () => {
  const PRINT = `import sys\nfrom models import TABLES\nprint('note', file=sys.stderr)\nfor t in TABLES: print(f'CREATE TABLE {t} (id);')\n`;
  const FILES = { 'tools/print_ddl.py': PRINT, 'tools/models.py': `TABLES = ['bücher']\n` };

  it('is taken from a Python script, a shell script, and a command with quoted words', () => {
    const { load } = sources({
      ...FILES,
      'ddl.sh': 'cat tables.sql\n',
      'tables.sql': 'CREATE TABLE book (id);',
    });
    assert.deepEqual(names(load('tools/print_ddl.py')), ['bücher']);
    assert.deepEqual(names(load('ddl.sh')), ['book']);
    const command = load('!echo "CREATE TABLE" two(x)');
    assert.deepEqual(
      [names(command), command.source, command.code],
      [['two'], 'echo "CREATE TABLE" two(x)', true],
    );
  });

  it('gets the interpreter of the project for a command that begins with python', () => {
    const { folder, load } = sources({
      'own python': '#!/bin/sh\necho "CREATE TABLE own_$1 (x);"\n',
    });
    mkdirSync(join(folder, 'bin'));
    symlinkSync('/bin/sh', join(folder, 'bin/sh'));
    const options = { python: join(folder, 'bin/sh') };
    writeFileSync(join(folder, 'x.py'), 'echo "CREATE TABLE run_by_sh (x);"');
    assert.deepEqual(names(load('!python x.py', options)), ['run_by_sh']);
    assert.deepEqual(names(load('!python3 x.py', options)), ['run_by_sh']);
    assert.deepEqual(names(load('x.py', options)), ['run_by_sh']);
  });

  it('is refused where the program fails, prints nothing, takes too long, or is not there', () => {
    const { failure } = sources({
      'fails.sh': 'echo "CREATE TABLE a (x);"\necho no such model >&2\nexit 3\n',
      'silent.sh': 'echo oops >&2\n',
      'slow.sh': 'sleep 60 & sleep 60\n',
      'latin.sh': `printf 'CREATE TABLE \\344 (x);'\n`,
    });
    const said = (name: string, timeoutMs = 10_000): string => {
      const failed = failure(name, { timeoutMs });
      assert.ok(failed.code === 'schema-source-failed', failed.code);
      return `${failed.reason}: ${failed.output}`;
    };
    assert.equal(said('fails.sh'), 'it exited with 3: no such model');
    assert.equal(said('silent.sh'), 'it printed nothing: oops');
    assert.equal(said('slow.sh', 200), 'it took longer than 0.2 s and was ended: ');
    assert.equal(said('latin.sh'), 'it is not UTF-8 text: ');
    assert.equal(said('!no-such-program x'), 'no-such-program was not found: ');
  });

  it('is run again only when code beside it has changed', () => {
    const { folder, load } = sources({
      'tools/print.sh': 'echo x >> count\ncat tools/tables.sql\n',
      'tools/tables.sql': 'CREATE TABLE a (x);',
      'tools/.venv/lib.py': '',
    });
    const cache = new PrintedCache();
    const runs = (): number => {
      load('tools/print.sh', { cache });
      return readFileSync(join(folder, 'count'), 'utf8').length / 2;
    };
    assert.deepEqual([runs(), runs()], [1, 1]);
    utimesSync(join(folder, 'tools/.venv/lib.py'), 1, 1);
    writeFileSync(join(folder, 'tools/data.db'), 'x');
    assert.equal(runs(), 1);
    writeFileSync(join(folder, 'tools/tables.sql'), 'CREATE TABLE ab (x);');
    assert.deepEqual([runs(), runs()], [2, 2]);
    writeFileSync(join(folder, 'tools/more.py'), '');
    assert.deepEqual([runs(), runs()], [3, 3]);
  });
});
