import type { ProcessFacts } from '../../runtime.ts';

/**
 * The command that prints the DDL of a module, whose path is to be added.
 * Electron reads no TypeScript, so there a Node from the search path does it.
 */
export function moduleCommand(facts: ProcessFacts, module: string): readonly string[] {
  const { execPath, entry, electron, readsTypeScript } = facts;
  const plain = readsTypeScript || !/\.[mc]?ts$/i.test(module);
  const program = electron && !plain ? 'node' : execPath;
  const flags = plain
    ? []
    : ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
  return [program, ...flags, entry, 'schema-module', module];
}
