import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setupServer } from './setup.ts';

/** Nothing pops up, nothing is looked for on the network, and a folder is trusted unless a test says otherwise. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'git.enabled': false,
  // As on a desktop. In a page the default saves a second after each change.
  'files.autoSave': 'off',
  'window.autoDetectColorScheme': false,
};

export interface ServerOptions {
  /** Folder for settings and state; a temporary one by default, removed at the end. */
  readonly dataDir?: string;
  readonly extensionsDir?: string;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Added to the environment; the extension host sees it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Needed to load an extension under development. It keeps notifications from showing; see `window.ts`. */
  readonly smokeTestDriver?: boolean;
  /** Any free one by default. */
  readonly port?: number;
}

export interface Server {
  readonly port: number;
  readonly process: ChildProcess;
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** Everything that it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a VS Code server on this machine only; resolves when it listens. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const serverMain = setupServer();
  const temporary = options.dataDir === undefined ? makeTemporary() : undefined;
  const dataDir = options.dataDir ?? path.join(temporary ?? '', 'data');
  const extensionsDir = options.extensionsDir ?? path.join(dataDir, 'extensions');
  fs.mkdirSync(extensionsDir, { recursive: true });
  writeSettings(dataDir, options.userSettings ?? {});

  const args = [
    ...[serverMain, '--without-connection-token', '--accept-server-license-terms'],
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
    ...['--disable-telemetry', '--disable-experiments'],
    ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawnGuarded(args, serverEnv(options.env ?? {}));
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const listening = /Extension host agent listening on (\d+)/.exec(output);
      if (listening !== null) resolve(Number(listening[1]));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`the VS Code server ended, code ${code}\n${output}`)),
    );
  });

  const stop = async (): Promise<void> => {
    await stopGroup(child);
    if (temporary !== undefined)
      fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  return { port, process: child, dataDir, extensionsDir, output: () => output, stop };
}

function makeTemporary(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
}

function writeSettings(dataDir: string, settings: Readonly<Record<string, unknown>>): void {
  const file = path.join(dataDir, 'data', 'User', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const old: Record<string, unknown> = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, 'utf8'))
    : {};
  fs.writeFileSync(file, JSON.stringify({ ...SETTINGS, ...old, ...settings }, null, 2));
}

/** The server takes variables of an editor around it, in whose terminal the tests may run, for its own. */
function serverEnv(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env = { ...process.env, ...added };
  const foreign = /^(VSCODE_(?!HOST_|TEST_)|ELECTRON_|NODE_OPTIONS$|npm_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

/** A process group of its own, which the kernel ends even when this process is killed outright. */
function spawnGuarded(args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const setpriv = '/usr/bin/setpriv';
  const guard = fs.existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
  const [command = process.execPath, ...rest] = [...guard, process.execPath, ...args];
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  return child;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  const late = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
  await exited;
  clearTimeout(late);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group may have ended by itself in between.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
