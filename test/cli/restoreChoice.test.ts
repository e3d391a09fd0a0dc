import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { lineDiff } from '../../src/cli/lineDiff.ts';
import { fastmigrate, inFolder } from './command.ts';
import { onTerminal } from './terminal.ts';

const CONFIG = `[paths]
db = shop.sqlite
convention = tuplesaver
migrations = shop.sqlite.migrations
`;
const BOOK = 'CREATE TABLE book (x);\nCREATE TABLE shelf (x);\n';
const APP = {
  '.fastmigrate': CONFIG,
  'shop.sqlite.migrations/001.book.sql': BOOK,
  'shop.sqlite.migrations/002.loan.sql': 'CREATE TABLE loan (x);\n',
};
const ASKED = 'Enter for none]';

/** A project with a reference at version 1, and both scripts applied. */
function inShop(body: (folder: string, script: (name: string) => string) => void): void {
  inFolder(APP, (folder) => {
    for (const args of [['create'], ['run', '--to', '1'], ['backup', '--ref'], ['run']])
      assert.equal(fastmigrate(folder, args).code, 0, args.join(' '));
    body(folder, (name) => join(folder, 'shop.sqlite.migrations', name));
  });
}

/** What a terminal shows, without its colours and moves. */
function plain(screen: string): string {
  return screen.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/gu, '').replaceAll('\r', '');
}

describe('restore on a terminal', () => {
  it('shows what differs in edited scripts, and writes them back as the database recorded them', () => {
    inShop((folder, script) => {
      writeFileSync(script('002.loan.sql'), 'CREATE TABLE loan (x, y);\n');
      const { code, screen } = onTerminal(folder, ['restore'], [[ASKED, 'd\r']]);
      const seen = plain(screen);
      assert.match(
        seen,
        /^DIVERGED\n\n {2}002\.loan\.sql {2}diverged {2}edited since it was applied\n/,
      );
      assert.match(
        seen,
        / - as the database recorded it, \+ as the file is\n {4}- CREATE TABLE loan \(x\);\n {4}\+ CREATE TABLE loan \(x, y\);\n/,
      );
      assert.match(seen, / r {2}the reference shop\.sqlite\.ref {2}.*\n {2}d {2}the scripts above/);
      assert.match(seen, /\[1-2, r, d, Enter for none\]/);
      assert.equal(code, 0, seen);
      assert.equal(readFileSync(script('002.loan.sql'), 'utf8'), 'CREATE TABLE loan (x);\n');
    });
  });

  it('writes conflicting scripts back as the reference recorded them', () => {
    inShop((folder, script) => {
      writeFileSync(script('001.book.sql'), BOOK.replace('shelf', 'rack'));
      rmSync(script('002.loan.sql'));
      const { code, screen } = onTerminal(folder, ['restore'], [[ASKED, 's\r']]);
      const seen = plain(screen);
      assert.match(seen, /^CONFLICTED\n/);
      assert.match(seen, /\n {6}CREATE TABLE book \(x\);\n {4}- CREATE TABLE shelf/);
      assert.match(seen, / 002\.loan\.sql {2}missing .*\n.*\n {4}- CREATE TABLE loan \(x\);\n/);
      assert.match(seen, /\[1-2, r, s, d, Enter for none\]/);
      assert.equal(code, 0, seen);
      assert.equal(readFileSync(script('001.book.sql'), 'utf8'), BOOK);
    });
  });

  it('puts the reference back after another question', () => {
    inShop((folder) => {
      const keys = [[ASKED, 'r\r'] as const, ['[y/N]', 'y\r'] as const];
      const { code, screen } = onTerminal(folder, ['restore'], keys);
      assert.equal(code, 0, screen);
      assert.match(screen, /Restored shop\.sqlite\.ref\r\nshop\.sqlite is at version 1\r\n/);
    });
  });

  it('takes no letter that it does not offer', () => {
    inShop((folder) => {
      for (const key of ['s', '3']) {
        const { code, screen } = onTerminal(folder, ['restore'], [[ASKED, `${key}\r`]]);
        assert.deepEqual([key, code], [key, 1]);
        assert.match(screen, /nothing was restored/);
      }
    });
  });
});

describe('a comparison of two texts', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

  it('holds each line that is gone or new, and no more than differ', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        // With nothing in front or behind that is the same, all lines are shown.
        const [a, b] = [
          ['first', ...before, 'last'],
          ['1st', ...after, '9th'],
        ];
        const diff = lineDiff(`${a.join('\n')}\n`, `${b.join('\n')}\n`);
        const without = (mark: string) =>
          diff.filter((each) => each.mark !== mark).map(({ line }) => line);
        assert.deepEqual([without('+'), without('-')], [a, b]);
      }),
    );
  });

  it('shows two lines around, takes line ends for the same, and nothing for equal texts', () => {
    const before = '1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7';
    const after = '1\n2\n3\nx\n5\n6\n7\n';
    assert.equal(
      lineDiff(before, after)
        .map(({ mark, line }) => mark + line)
        .join(''),
      ' 2 3-4+x 5 6',
    );
    assert.ok(lineDiff(before, before).every(({ mark }) => mark === ' '));
  });

  it('of very long texts ends', () => {
    const long = (prefix: string): string =>
      Array.from({ length: 2000 }, (_, line) => `${prefix}${line}`).join('\n');
    assert.equal(lineDiff(long('a'), long('b')).length, 4000);
  });
});
