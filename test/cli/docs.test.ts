import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { temporaryFolder } from '../support/project.ts';
import { fastmigrate } from './command.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/cli.md'), 'utf8');
const FLAG = /(?<![\w-])--[a-z][a-z_-]+/g;

/** Options of the form without a command, which no help lists. */
const EARLY = ['--createdb', '--check_db_version'];

describe('docs/cli.md', function () {
  this.timeout(60_000);

  it('has every command and every option that the program has, and no others', () => {
    const folder = temporaryFolder();
    const help = (...words: string[]): string => fastmigrate(folder, [...words, '--help']).out;
    const commands = [...help().matchAll(/^ {2}([a-z]+)(?:\|[a-z]+)? (?=[[<])/gm)].map(
      ([, name = '']) => name,
    );
    assert.ok(commands.length > 15);
    assert.deepEqual(
      commands.filter((name) => !new RegExp(`\`(?:fastmigrate )?${name}\\b`).test(PAGE)),
      [],
    );
    const texts = [help(), ...commands.map((name) => help(name))].join('\n');
    const known = new Set([...(texts.match(FLAG) ?? []), ...EARLY]);
    const named = new Set(PAGE.replaceAll(/^hook = .*$/gm, '').match(FLAG));
    assert.deepEqual([...named].toSorted(), [...known].toSorted());
  });
});
