import { format } from 'node:util';
import { startServer, type ServerOptions } from './server.ts';
import { closeBrowser, openWindow, type WindowOptions } from './window.ts';

/** What the workbench says about a network that it cannot reach and about its own end. */
const NOISE = [
  /^\[(AgentHost|ChatModel|AccountPolicy|DefaultAccount|reconnection|lifecycle|Service Worker)/,
  /^Canceled: /,
  /Creating a socket|connection token|on pty host/,
  /additional builtin|open-vsx|MCP migration|No search provider registered/,
  /Unable to read file|authentication provider 'github'/,
];

export type TestRun = Omit<ServerOptions, 'smokeTestDriver'> & Omit<WindowOptions, 'onLog'>;

const LIMIT_MS = Number(process.env['VSCODE_HOST_TIMEOUT'] ?? 300_000);

/** Runs the `testsPath` module in the extension host, as desktop VS Code does. Resolves to its exit code, 124 when late. */
export async function runInHost(run: TestRun): Promise<number> {
  const server = await startServer({ ...run, smokeTestDriver: true });
  try {
    let over = false;
    const verbose = process.env['VSCODE_HOST_VERBOSE'] !== undefined;
    const window = await openWindow(server, {
      ...run,
      onLog: (type, args) => {
        const text = format(...args);
        if (over || (!verbose && NOISE.some((pattern) => pattern.test(text)))) return;
        (type === 'error' ? process.stderr : process.stdout).write(`${text}\n`);
      },
    });
    const late = new Promise<number>((resolve) => {
      setTimeout(resolve, LIMIT_MS, 124).unref();
    });
    const code = await Promise.race([window.exited, late]);
    over = true;
    await window.close();
    return code;
  } finally {
    await server.stop();
    await closeBrowser();
  }
}
