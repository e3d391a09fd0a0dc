import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  forDialog,
  forMarkdown,
  forNotification,
  plainLine,
  withoutIcons,
} from '../../../src/host/plainText.ts';

describe('plainText', () => {
  it('leaves ordinary names alone', () => {
    for (const name of ['0001-initial.sql', 'データ/ä b.db', "it's (1).sql", '[x] y']) {
      assert.equal(forNotification(name), name);
    }
  });

  it('keeps a file name from becoming a link that runs a command', () => {
    const shown = forNotification('0001-[Click](command:workbench.action.quit).sql');
    assert.doesNotMatch(shown, /\]\(/);
  });

  it('takes out control characters and those that turn text around', () => {
    assert.equal(plainLine('a\u001b[31mb\u202egnp.exe\nc'), 'a [31mb gnp.exe c');
  });

  it('keeps the lines of a dialog and nothing that acts', () => {
    assert.equal(forDialog('a\nb\u0007[x](command:y)'), 'a\nb [x] (command:y)');
  });

  it('keeps a name from becoming an icon', () => {
    assert.equal(withoutIcons('$(trash) x'), '$ (trash) x');
  });

  it('shows as it is in Markdown, where no mark, link, tag or icon is left', () => {
    assert.equal(
      forMarkdown('<b> [x](command:y) $(zap) *a* `c`\n# d'),
      '\\<b\\> \\[x\\]\\(command\\:y\\) \\$\\(zap\\) \\*a\\* \\`c\\` \\# d',
    );
  });

  it('never lets a link or a control character through', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(']', '(', '[', '\n', '\u0000', '\u200b', 'a', ' ') }),
        (text) => {
          const shown = forNotification(text);
          return !shown.includes('](') && !/[\u0000-\u001f\u200b]/.test(shown);
        },
      ),
    );
  });

  it('cuts what is too long', () => {
    assert.equal(plainLine('x'.repeat(1000), 10), 'xxxxxxxxx…');
  });
});
