import { createInterface } from 'node:readline/promises';

/** Asks on stderr and reads one line from stdin. Ctrl-C, Ctrl-D and the end of the input are an empty answer. */
export async function ask(question: string): Promise<string> {
  return (await askUnlessEnded(question)) ?? '';
}

/** The same, with null for Ctrl-C, Ctrl-D and the end of the input. */
export async function askUnlessEnded(question: string): Promise<string | null> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  reader.once('SIGINT', () => {
    process.stderr.write('\n');
    reader.close();
  });
  try {
    return (await Promise.race([reader.question(question), closed]))?.trim() ?? null;
  } finally {
    reader.close();
  }
}

/** Asks a question whose answer is no unless it is y or yes. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/iu.test(await ask(`${question} [y/N] `));
}
