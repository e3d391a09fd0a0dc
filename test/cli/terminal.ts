import { spawnSync } from 'node:child_process';
import { MAIN, plainEnv } from './command.ts';

// Runs a command on a terminal of its own and answers its questions.
const PROGRAM = `
import json, os, pty, select, sys
request = json.load(sys.stdin)
pid, fd = pty.fork()
if pid == 0:
    os.chdir(request['cwd'])
    os.execvpe(request['argv'][0], request['argv'], request['env'])
seen, answered = '', 0
answers = request['answers']
while True:
    ready, _, _ = select.select([fd], [], [], 30)
    if not ready:
        os.kill(pid, 9)
        break
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    seen += data.decode('utf-8', 'replace')
    while answers and answers[0][0] in seen[answered:]:
        answered = seen.index(answers[0][0], answered) + len(answers[0][0])
        os.write(fd, answers.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
json.dump({'code': os.waitstatus_to_exitcode(status), 'screen': seen}, sys.stdout)
`;

/** What was seen on the terminal, and the exit code. */
export interface Session {
  readonly code: number;
  readonly screen: string;
}

/** Runs `fastmigrate ARGS` on a terminal. Each answer is typed once its question has been seen. */
export function onTerminal(
  cwd: string,
  args: readonly string[],
  answers: readonly (readonly [question: string, keys: string])[] = [],
): Session {
  const env = { ...plainEnv(), NO_COLOR: undefined, TERM: 'xterm-256color' };
  const request = {
    cwd,
    argv: [process.execPath, MAIN, ...args],
    answers,
    env,
  };
  const result = spawnSync('python3', ['-c', PROGRAM], {
    input: JSON.stringify(request),
    encoding: 'utf8',
  });
  if (result.status !== 0)
    throw new Error(`python3 is needed for this test: ${result.error?.message ?? result.stderr}`);
  return JSON.parse(result.stdout) as Session;
}
