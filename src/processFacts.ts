import type { ProcessFacts } from './core/runtime.ts';

/** What this process is. Its entry must be the command line, or a bundle of it. */
export function processFacts(): ProcessFacts {
  const { argv, execPath, features, versions } = process;
  return {
    execPath,
    entry: argv[1] ?? '',
    electron: 'electron' in versions,
    readsTypeScript: 'typescript' in features && features.typescript !== false,
  };
}
