import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Another program that uses a database: Python with its own SQLite, in a process of its own. */
export interface Other {
  readonly pid: number;
  /** Runs a line of Python with `c` as the connection, and returns what it printed as JSON. */
  readonly does: (line: string) => Promise<unknown>;
  readonly ends: () => Promise<void>;
}

const PROGRAM = `import json, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
out = None
for line in sys.stdin:
    out = None
    try:
        exec(line)
    except Exception as error:
        out = 'error: %s' % error
    print(json.dumps(out), flush=True)
`;

/** Starts one. What a line assigns to `out` is its answer. */
export async function otherProgram(database: string): Promise<Other> {
  const child = spawn('python3', ['-c', PROGRAM, database], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  return {
    pid: child.pid ?? 0,
    does: async (line) => {
      child.stdin.write(`${line}\n`);
      while (!text.includes('\n')) {
        if (child.exitCode !== null) throw new Error('the other program has ended');
        await once(child.stdout, 'data');
      }
      const end = text.indexOf('\n');
      const answer: unknown = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      if (typeof answer === 'string' && answer.startsWith('error: ')) throw new Error(answer);
      return answer;
    },
    ends: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
