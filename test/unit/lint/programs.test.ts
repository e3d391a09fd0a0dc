import assert from 'node:assert/strict';
import { lintProject } from '../../../src/core/lint/lintProject.ts';
import { makeProject } from '../../support/project.ts';
import type { ProjectParts } from '../../support/project.ts';

const MAKE = 'sqlite3 "$1" "CREATE TABLE book (id INTEGER PRIMARY KEY)"\n';

/** Place, code and message of each finding in one program. */
async function findingsIn(
  script: string | Uint8Array,
  { file = '0001-book.sh', ...parts }: ProjectParts & { readonly file?: string } = {},
): Promise<readonly string[]> {
  const { project, runtime } = makeProject({ ...parts, scripts: { [file]: script } });
  const { files } = await lintProject(project, {}, runtime);
  return files.flatMap(({ findings }) =>
    findings.map(
      ({ line, column, endLine, endColumn, severity, code, message }) =>
        `${line}:${column}-${endLine}:${endColumn} ${severity} ${code} ${message}`,
    ),
  );
}

describe('linting a shell script', () => {
  it('finds the line ends of Windows, once, at the first of them', async () => {
    assert.deepEqual(await findingsIn(`set -e\n${MAKE.replace('\n', '\r\n')}exit 0\r\n`), [
      '2:1-2:58 warning FM608 This line ends as on Windows, and a shell takes the carriage return for a letter',
    ]);
  });

  for (const [first, what] of [
    ['#!/bin/bash', 'by sh, not by bash'],
    ['#! /usr/bin/env bash', 'by sh, not by bash'],
    ['#!/usr/bin/env -S python3 -u', 'by sh, not by python3'],
    ['#!/bin/sh -e', 'without -e'],
  ] as const)
    it(`finds a first line ${first}`, async () => {
      assert.deepEqual(await findingsIn(`${first}\n${MAKE}`), [
        `1:1-1:${first.length + 1} warning FM609 This line says nothing to a run: the script is run ${what}`,
      ]);
    });

  for (const first of ['#!/bin/sh', '#!/usr/bin/env sh', '# !/bin/bash', '#', 'set -e'])
    it(`leaves a first line ${first} alone`, async () => {
      assert.deepEqual(await findingsIn(`${first}\n${MAKE}`), []);
    });

  it('goes by the shell that runs it', async () => {
    const runtime = { env: { ...process.env, FASTMIGRATE_SHELL: '/usr/local/bin/bash' } };
    assert.deepEqual(await findingsIn(`#!/bin/bash\n${MAKE}`, { runtime }), []);
    assert.match(
      (await findingsIn(`#!/bin/sh\n${MAKE}`, { runtime })).join(),
      /by bash, not by sh$/,
    );
  });

  it('says nothing of what is switched off, and gives a rule its severity', async () => {
    const project = { lint: { fm608: 'error', 'other-interpreter': 'off' } } as const;
    const [only, ...others] = await findingsIn('#!/bin/bash\r\nexit\r\n', { project });
    assert.match(only ?? '', /^1:1-1:12 error FM608 /);
    assert.deepEqual(others, []);
  });
});

describe('linting a program', () => {
  for (const file of ['0001-book.sh', '0001-book.py'])
    it(`finds that ${file} is no UTF-8 text, which no run takes`, async () => {
      const found = await findingsIn(Buffer.from('# caf\xe9\n', 'latin1'), { file });
      assert.deepEqual(found, ['1:6-1:6 error FM607 it is not UTF-8 text']);
    });

  it('says nothing of the line ends and the first line of one in Python', async () => {
    const script = '#!/usr/bin/python2\r\nimport sys\r\n';
    assert.deepEqual(await findingsIn(script, { file: '0001-book.py' }), []);
  });
});
