import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { KNOWN_KEYS } from '../../src/core/project/settings.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = globSync(['*.md', 'docs/**/*.md', 'test/README.md'], { cwd: ROOT });

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** A page without its examples, in which nothing is a link or a heading. */
const proseOf = (file: string): string => textOf(file).replaceAll(/^```[^]*?^```/gm, '');

/** The name under which a page shows a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

describe('the documentation', () => {
  it('leads nowhere that is not there', () => {
    const broken: string[] = [];
    for (const page of PAGES)
      for (const [, target = ''] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', place] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        const found = existsSync(join(ROOT, file));
        const headings = place === undefined || !found ? [] : proseOf(file).match(/^#+ .*$/gm);
        const names = (headings ?? []).map((heading) => anchor(heading.replace(/^#+ /, '')));
        if (!found || (place !== undefined && !names.includes(place)))
          broken.push(`${page}: ${target}`);
      }
    assert.ok(PAGES.length > 80);
    assert.deepEqual(broken, []);
  });

  it('leads to every page', () => {
    const all = PAGES.map(proseOf).join('\n');
    const files = globSync('docs/*.md', { cwd: ROOT });
    const names = files.map((file) => file.replaceAll('\\', '/').replace('docs/', ''));
    assert.deepEqual(
      names.filter((name) => !all.includes(`(${name}`) && !all.includes(`(docs/${name}`)),
      [],
    );
  });

  it('knows every setting of the editor and every key of the configuration, and no others', () => {
    const pages = textOf('docs/configuration.md') + textOf('docs/editor.md');
    const { contributes } = JSON.parse(textOf('package.json')) as {
      contributes: { configuration: { properties: object } };
    };
    const settings = Object.keys(contributes.configuration.properties);
    const named = [...pages.matchAll(/`(fastmigrate\.[\w.]+)`/g)].map(([, name = '']) => name);
    assert.deepEqual([...new Set(named)].toSorted(), settings.toSorted());
    assert.deepEqual(
      [...KNOWN_KEYS].filter((key) => !pages.includes(`| \`${key}\` |`)),
      [],
    );
  });
});
