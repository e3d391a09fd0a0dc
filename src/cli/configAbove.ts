import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { CONFIG_FILE } from '../core/project/configText.ts';
import { shellWord } from './options.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/**
 * What is said in a folder that is no project, where a folder above is configured: nothing otherwise. That configuration
 * is not taken by itself, since nobody has said so.
 */
export function warningAbove(cwd: string, { styleErr }: Pick<Terminal, 'styleErr'>): string {
  for (let at = dirname(cwd), below = cwd; at !== below; below = at, at = dirname(at)) {
    const file = join(at, CONFIG_FILE);
    if (existsSync(file))
      return `${styleErr('yellow', 'warning:')} this folder is no project. One is configured above it: go there, or use --config ${visible(shellWord(relative(cwd, file)))}\n`;
  }
  return '';
}
