import { createInterface } from 'node:readline/promises';

/** Asks on stderr and reads one line from stdin. Ctrl-C, Ctrl-D and the end of the input are an empty answer. */
export async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  reader.once('SIGINT', () => {
    process.stderr.write('\n');
    reader.close();
  });
  try {
    return (await Promise.race([reader.question(question), closed])).trim();
  } finally {
    reader.close();
  }
}

/** Asks a question whose answer is no unless it is y or yes. */
export async function confirm(question: string): Promise<boolean> {
  return /^y(es)?$/iu.test(await ask(`${question} [y/N] `));
}
