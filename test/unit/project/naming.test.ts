import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MigrateError } from '../../../src/core/errors.ts';
import { classifyName, nextName } from '../../../src/core/project/naming.ts';
import type { Convention } from '../../../src/core/project/project.ts';

describe('naming rule of fastmigrate', () => {
  const scripts: readonly (readonly [string, number, string])[] = [
    ['0001-initial.sql', 1, 'sql'],
    ['0002-fill.py', 2, 'py'],
    ['0003-copy.sh', 3, 'sh'],
    ['0000-before.sql', 0, 'sql'],
    ['9999-last.sql', 9999, 'sql'],
    ['0004-.sql', 4, 'sql'],
    ['0005-a b.c.sql', 5, 'sql'],
    ['0006--x.sql', 6, 'sql'],
    ["0007-$(it's) ünï.sql", 7, 'sql'],
    ['0008-x.sql.sql', 8, 'sql'],
    ['0009-\u2028.sql', 9, 'sql'],
  ];
  for (const [file, version, scriptKind] of scripts) {
    it(`takes ${JSON.stringify(file)}`, () => {
      assert.deepEqual(classifyName(file, 'fastmigrate'), { kind: 'script', version, scriptKind });
    });
  }

  const invalid: readonly (readonly [string, RegExp, string | undefined])[] = [
    ['004-x.sql', /four digits, not 3/, '0004-x.sql'],
    ['0005_x.sql', /hyphen must follow/, '0005-x.sql'],
    ['0006-x.SQL', /lower case: \.sql/, '0006-x.sql'],
    ['0006-x.Py', /lower case: \.py/, '0006-x.py'],
    ['00007-x.sql', /four digits, not 5/, '0007-x.sql'],
    ['8-x.py', /four digits, not 1/, '0008-x.py'],
    ['0009 x.sql', /hyphen must follow/, '0009-x.sql'],
    ['0000_init.sql', /numbers begin with 1; a hyphen must follow/, undefined],
    ['0010.sql', /hyphen must follow the number, and then a name/, '0010-migration.sql'],
    ['0012.py', /hyphen/, '0012-migration.py'],
    ['0001.x.sql', /hyphen/, '0001-x.sql'],
    ['0001\u2013x.sql', /hyphen/, '0001-x.sql'],
    ['12x.sql', /four digits/, '0012-x.sql'],
    ['V1__x.sql', /number must come first/, '0001-x.sql'],
    ['V1__x.py', /number must come first/, '0001-x.py'],
    ['V1.2__x.sql', /number must come first/, undefined],
    ['-5.x.sql', /number must come first/, '0005-x.sql'],
    ['20240101120000_x.py', /four digits, not 14/, undefined],
    ['0001-a.sql.txt', /\.txt must not follow/, '0001-a.sql'],
    ['0001-users', /ending .* is missing/, '0001-users.sql'],
    ['0001-a.sql ', /ends with a space/, '0001-a.sql'],
    ['0001-a\nb.sql', /line break/, '0001-a-b.sql'],
    ['0001-a.sql\n', /line break/, '0001-a.sql'],
    ['٠٠٠٣-x.sql', /digits 0 to 9; only the Python tool/, '0003-x.sql'],
    ['０００４-x.sql', /digits 0 to 9/, '0004-x.sql'],
    ['𝟘𝟘𝟙𝟚-x.sql', /digits 0 to 9/, '0012-x.sql'],
  ];
  for (const file of ['schema.sql', 'Copy of 0001-a.sql', 'add-users.SQL', 'seed.sql.txt']) {
    it(`tells ${JSON.stringify(file)}, which has no number, from an invalid name`, () => {
      assert.deepEqual(classifyName(file, 'fastmigrate'), { kind: 'unnumbered' });
    });
  }
  for (const [file, reason, suggestion] of invalid) {
    const then = suggestion === undefined ? 'suggests nothing' : `suggests ${suggestion}`;
    it(`refuses ${JSON.stringify(file)} and ${then}`, () => {
      const found = classifyName(file, 'fastmigrate');
      assert.ok(found.kind === 'invalid');
      assert.match(found.reason, reason);
      assert.equal(found.suggestion, suggestion);
    });
  }

  const others =
    'README.md config.py conftest.py env.py __init__.py __pycache__ helpers.py deploy.sh v2_helpers.py ' +
    '.gitkeep .sql 0001-a.sql~ .0001-a.sql.swp .#0001-a.sql #0001-a.sql# 0001-a.sql.bak 0001-a.sql.orig ' +
    '0001-a.sql.rej ~0001-a.sql 2024-notes.md 0001-a.md config.mjs data.csv 0001';
  for (const file of others.split(' ')) {
    it(`passes over ${file}`, () => {
      assert.deepEqual(classifyName(file, 'fastmigrate'), { kind: 'other' });
    });
  }
});

describe('naming rule of TupleSaver', () => {
  const cases: readonly (readonly [string, number | string | RegExp, string?])[] = [
    ['001.shelves.sql', 1],
    ['0010.add books.sql', 10],
    ['7.x-y.sql', 7],
    ['000.zero.sql', 0],
    ['001.a.b.sql', /must not contain a dot/, '001.a_b.sql'],
    ['000_init.sql', /numbers begin with 1; a dot must follow/],
    ['001.shelves.SQL', /lower case/, '001.shelves.sql'],
    ['0001-x.sql', /dot must follow/, '001.x.sql'],
    ['001.sql', /name must stand between/, '001.migration.sql'],
    ['-5.x.sql', /number must come first/, '005.x.sql'],
    ['001.x.py', /only \.sql/],
    ['٣.x.sql', /digits 0 to 9/, '003.x.sql'],
    ['99999999999999999999.x.sql', /too big/],
    ['no number.sql', /must begin with a number and a dot/],
    ['abc.name.sql', /must begin with a number and a dot/],
    ['no number.SQL', 'unnumbered'],
    ['.hidden.sql', 'other'],
    ['readme.md', 'other'],
    ['views_indexes_triggers', 'other'],
  ];
  for (const [file, expected, suggestion] of cases) {
    it(`judges ${file}`, () => {
      const found = classifyName(file, 'tuplesaver');
      if (typeof expected === 'number') {
        assert.deepEqual(found, { kind: 'script', version: expected, scriptKind: 'sql' });
      } else if (typeof expected === 'string') {
        assert.deepEqual(found, { kind: expected });
      } else {
        assert.ok(found.kind === 'invalid');
        assert.match(found.reason, expected);
        assert.equal(found.suggestion, suggestion);
      }
    });
  }
});

describe('any file name', () => {
  const conventions = fc.constantFrom<Convention>('fastmigrate', 'tuplesaver');
  const names = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '0',
          '12',
          '0001',
          '-',
          '_',
          '.',
          ' ',
          'V',
          'x',
          'é',
          '٣',
          '\n',
          '.sql',
          '.SQL',
          '.py',
        ),
        fc.string({ unit: 'grapheme', maxLength: 2 }),
      ),
      { maxLength: 8 },
    )
    // No file has a slash in its name, and on Windows none a backslash.
    .map((parts) => parts.join('').replaceAll(/[/\\]/g, ''));

  it('is invalid with a reason, and every suggestion is a name that the rule takes', () => {
    fc.assert(
      fc.property(names, conventions, (file, convention) => {
        const found = classifyName(file, convention);
        if (found.kind !== 'invalid') return;
        assert.notEqual(found.reason, '');
        if (found.suggestion === undefined) return;
        assert.equal(classifyName(found.suggestion, convention).kind, 'script');
        assert.doesNotMatch(found.suggestion, /[/\\]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('ending in .sql is never passed over, unless it is hidden or an editor made it', () => {
    fc.assert(
      fc.property(names, conventions, (name, convention) => {
        const file = `${name}.sql`;
        const hidden = /^[.#~]/.test(file);
        if (!hidden) assert.notEqual(classifyName(file, convention).kind, 'other');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('name of the next script', () => {
  const next = (files: readonly string[], name: string, taken: readonly number[] = []): string =>
    nextName({ files, taken, name, kind: 'sql', convention: 'fastmigrate' });

  it('takes the number above the highest of files and further numbers', () => {
    assert.equal(next([], 'First'), '0001-first.sql');
    assert.equal(next(['0002-b.sql', '0010-c.py', 'README.md'], 'x'), '0011-x.sql');
    assert.equal(next(['0002-b.sql'], 'x', [7, 3]), '0008-x.sql');
    assert.equal(next(['0002-b.sql'], 'x', [-1, 0]), '0003-x.sql');
  });

  it('leaves the number free that an invalid name will have once it is put right', () => {
    assert.equal(next(['0001-a.sql', '2_b.sql', 'schema.sql'], 'x'), '0003-x.sql');
  });

  it('stops after 9999', () => {
    assert.equal(next(['9998-a.sql'], 'x'), '9999-x.sql');
    assertBadArgument(() => next(['9999-a.sql'], 'x'), /9999/);
  });

  it('makes a slug of what the person wrote', () => {
    const slugs: readonly (readonly [string, string])[] = [
      ['Add tags table', 'add-tags-table'],
      ['  --Add   tags!!  ', 'add-tags'],
      ['../../etc/passwd', 'etc-passwd'],
      ['C:\\temp', 'c-temp'],
      ['Größe ändern', 'größe-ändern'],
      ['cafe\u0301', 'café'],
      ['添加 标签 2', '添加-标签-2'],
      ['हिन्दी', 'हिन्दी'],
      ['🎉️ party', 'party'],
    ];
    for (const [name, slug] of slugs) assert.equal(next([], name), `0001-${slug}.sql`, name);
  });

  it('refuses a name without letters and digits, and one that no file system takes', () => {
    for (const name of ['', '  ', '--', '../', '🎉️']) {
      assertBadArgument(() => next([], name), /letter or digit/);
    }
    assertBadArgument(() => next([], 'é'.repeat(101)), /too long/);
  });

  it('keeps the kind', () => {
    const name = nextName({ files: [], name: 'x', kind: 'py', convention: 'fastmigrate' });
    assert.equal(name, '0001-x.py');
  });

  it('follows the TupleSaver rule in such a project, which has .sql only', () => {
    const options = { files: ['009.a.sql'], name: 'Add tags', convention: 'tuplesaver' } as const;
    assert.equal(nextName({ ...options, kind: 'sql' }), '010.add_tags.sql');
    assert.equal(nextName({ ...options, kind: 'sql', taken: [999] }), '1000.add_tags.sql');
    assertBadArgument(() => nextName({ ...options, kind: 'py' }), /\.sql scripts only/);
  });

  it('is always a name that the rule takes, with no folder in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.constantFrom<Convention>('fastmigrate', 'tuplesaver'),
        (name, convention) => {
          let file: string;
          try {
            file = nextName({ files: [], taken: [41], name, kind: 'sql', convention });
          } catch (error) {
            assert.ok(MigrateError.is(error, 'bad-argument'));
            return;
          }
          const found = classifyName(file, convention);
          assert.deepEqual(found, { kind: 'script', version: 42, scriptKind: 'sql' });
          assert.doesNotMatch(file, /[/\\]/);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function assertBadArgument(act: () => unknown, reason: RegExp): void {
  assert.throws(act, (error: unknown) => {
    assert.ok(MigrateError.is(error, 'bad-argument'));
    assert.match(error.failure.reason, reason);
    return true;
  });
}
