import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putInPlace } from '../../scripts/lib/putInPlace.mjs';
import { namesIn } from '../support/files.ts';
import { ended, startModule } from '../support/process.ts';
import { temporaryFolder } from '../support/project.ts';

describe('a build', () => {
  it('puts its files in the place of others, and removes what killed builds have left', async () => {
    const root = temporaryFolder();
    const killed = startModule('');
    await ended(killed);
    const [made, dist] = [join(root, `dist.${process.pid}.partial`), join(root, 'dist')];
    for (const folder of [
      made,
      dist,
      join(root, `dist.${killed.pid}.partial`),
      join(root, `dist.${process.ppid}.partial`),
    ])
      mkdirSync(folder);
    mkdirSync(join(root, `other.${killed.pid}.partial`));
    writeFileSync(join(root, `dist.${killed.pid}.partial`, 'cli.js'), 'half');
    writeFileSync(join(made, 'cli.js'), 'new');
    for (const name of ['cli.js', 'old.js']) writeFileSync(join(dist, name), 'old');
    putInPlace(made, dist);
    assert.deepEqual(namesIn(dist), ['cli.js']);
    assert.equal(readFileSync(join(dist, 'cli.js'), 'utf8'), 'new');
    const left = [
      `dist.${process.pid}.partial`,
      `dist.${process.ppid}.partial`,
      `other.${killed.pid}.partial`,
    ];
    assert.deepEqual(namesIn(root), ['dist', ...left].toSorted());
  });
});
