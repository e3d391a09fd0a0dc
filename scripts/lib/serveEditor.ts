import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installExtension } from '../../test/host/extensions.ts';
import { startServer } from '../../test/host/server.ts';
import { packageVsix } from './vsix.ts';

/** Serves VS Code with the packaged extension on this machine until Ctrl-C; prints the address of the folder. */
export async function serveEditor(folder: string, port: number): Promise<number> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-editor-'));
  const dataDir = path.join(temporary, 'data');
  const extensionsDir = path.join(temporary, 'extensions');
  const vsix = path.join(temporary, 'fastmigrate.vsix');
  const ended = untilEnded();
  packageVsix({ target: `linux-${process.arch}`, file: vsix });
  installExtension({ dataDir, extensionsDir, vsix });
  const query = encodeURIComponent(folder).replaceAll('%2F', '/');
  const server = await startServer({
    dataDir,
    extensionsDir,
    port,
    // The folder was made by this program a moment ago: nothing in it has to be trusted first.
    userSettings: {
      'security.workspace.trust.enabled': false,
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
    },
  });
  console.log(`\nVS Code shows it at http://127.0.0.1:${server.port}/?folder=${query}`);
  console.log(
    'Open the address in a browser; the database icon on the left shows the migrations. Ctrl-C ends the server.',
  );
  const gone = new Promise<number>((resolve) => {
    server.process.once('exit', () => resolve(1));
  });
  const code = await Promise.race([ended, gone]);
  await server.stop();
  fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  return code;
}

/** Ctrl-C, a signal, or the end of the program that started this one. */
function untilEnded(): Promise<number> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve(0));
    }
    setInterval(() => {
      if (process.ppid !== parent) resolve(0);
    }, 500).unref();
  });
}
