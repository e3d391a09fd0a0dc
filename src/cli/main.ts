import { errorText } from './errors.ts';
import type { PrintedError } from './errors.ts';
import type { ExitCode } from './host.ts';
import { processTerminal } from './terminal.ts';

void main(process.argv.slice(2));

/**
 * Entry of the command line, of the five Python-compatible executables (`compat:NAME`) and of the engine process
 * (`serve`), of the process that reads a module with a desired schema (`schema-module FILE`), of the processes of a
 * fleet (`fleet-worker`), and of those that help to copy a large database (`side-work`). Whatever needs SQLite is loaded
 * when it is needed, so that help and version work without it.
 */
async function main(args: readonly string[]): Promise<void> {
  const [first = '', ...rest] = args;
  if (first.startsWith('compat:')) {
    const { runCompatible } = await import('./compat/main.ts');
    process.exitCode = await runCompatible(first.slice('compat:'.length), rest, processTerminal());
    return;
  }
  if (first === 'serve') {
    const { serve } = await import('../engine/server.ts');
    serve();
    return;
  }
  if (first === 'schema-module') {
    const { printSchemaModule } = await import('./commands/schemaModule.ts');
    await printSchemaModule(rest[0] ?? '');
    return;
  }
  if (first === 'fleet-worker') {
    const { serveFleet } = await import('./fleetWorker.ts');
    serveFleet();
    return;
  }
  if (first === 'side-work') {
    const { serveSideWork } = await import('./sideWork.ts');
    serveSideWork();
    return;
  }
  await commandLine(args);
}

async function commandLine(args: readonly string[]): Promise<void> {
  const { processHost } = await import('./host.ts');
  const { runProgram, UsageError } = await import('./program.ts');
  const terminal = processTerminal();
  const host = processHost(terminal, (code: ExitCode) => {
    process.exitCode = code;
  });
  try {
    await runProgram(args, host);
  } catch (error) {
    const usage = error instanceof UsageError;
    if (!usage && !isFolderGone()) throw error;
    const printed: PrintedError = usage
      ? { code: 'usage', message: error.message, changed: false }
      : { code: 'io', message: FOLDER_GONE, changed: false };
    if (args.includes('--json'))
      terminal.out(`${JSON.stringify({ ok: false, error: printed }, null, 2)}\n`);
    else terminal.err(errorText(printed, '', terminal.styleErr));
    process.exitCode = usage ? 2 : 1;
  }
}

const FOLDER_GONE =
  'the current folder is gone. Nothing was changed. Go to another one, or to the new one of its name, and try again';

/** The folder that a shell is in may have been removed or replaced since. */
function isFolderGone(): boolean {
  try {
    return process.cwd() === '';
  } catch {
    return true;
  }
}
