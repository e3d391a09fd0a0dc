/**
 * The program that loads config.mjs, .js or .ts and calls its hooks. Requests and answers are messages over the
 * channel of the process, so that what hooks print is theirs.
 */
export const NODE_BRIDGE = String.raw`
import { pathToFileURL } from 'node:url';
import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
delete process.env.ELECTRON_RUN_AS_NODE;
const REQUIRED = ['getConnection', 'ensureMetaTable', 'getVersion', 'setVersion', 'executeSql'];
let hooks;
let connection;
let file;

/** The ready-made adapters come with this program where the project has not installed it. */
function findAdapters(places) {
  nodeModule.registerHooks?.({
    resolve(specifier, context, next) {
      const name = /^fastmigrate-vscode\/backends\/([a-z]+)$/.exec(specifier)?.[1];
      if (name === undefined) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch (error) {
        const found = places.map((place) => place.replace('*', name)).find((path) => existsSync(path));
        if (found === undefined) throw error;
        return { url: pathToFileURL(found).href, shortCircuit: true };
      }
    },
  });
}

async function load(request) {
  file = request.file;
  findAdapters(request.adapters);
  const module = await import(pathToFileURL(file).href);
  const base = typeof module.default === 'object' && module.default !== null ? module.default : {};
  hooks = { ...base, ...module };
  const missing = REQUIRED.filter((name) => hooks[name] === undefined);
  const shown = file.split(/[\\/]/).at(-1);
  if (missing.length > 0)
    throw new TypeError(shown + ' is missing required function(s): ' + missing.join(', '));
  const found = request.hooks.filter((name) => hooks[name] !== undefined && hooks[name] !== null);
  for (const name of found)
    if (typeof hooks[name] !== 'function')
      throw new TypeError(shown + ' function ' + JSON.stringify(name) + ' is not callable');
  return {
    hooks: found,
    name: typeof hooks.backendName === 'string' ? hooks.backendName : null,
    rollbackDdl: hooks.rollbackDdl === true,
  };
}

async function call({ hook, arguments: given, purpose, wait }) {
  if (hook === 'getConnection') {
    connection = await hooks.getConnection(given[0].value, { folder: dirname(file), purpose, wait });
    return null;
  }
  const result = await hooks[hook](connection, ...given);
  switch (hook) {
    case 'getVersion':
      return Number(result);
    case 'readVersion':
      return result === null || result === undefined ? null : Number(result);
    case 'executeSql':
    case 'lock':
      return result !== false;
    case 'readHistory':
      return result === null || result === undefined ? null : [...result].map(rowOf);
    case 'backup':
      return String(result);
    default:
      return null;
  }
}

function rowOf(row) {
  const text = (value) => (value instanceof Date ? value.toISOString() : String(value));
  return {
    id: Number(row.id),
    filename: String(row.filename),
    script: String(row.script),
    startedAt: text(row.startedAt ?? row.started_at),
    finishedAt: text(row.finishedAt ?? row.finished_at),
  };
}

function errorOf(error) {
  if (!(error instanceof Error)) return { type: 'Error', message: String(error), position: null };
  const inner = error instanceof AggregateError ? error.errors.map((each) => each.message).join('; ') : '';
  const position = Number(error.position);
  return {
    type: error.name,
    message: error.message || inner || String(error.code ?? error.name),
    position: Number.isSafeInteger(position) && position > 0 ? position : null,
    ...(error.code === 'BUSY' ? { busy: true } : {}),
  };
}

process.on('message', async (request) => {
  if (request.method === 'end') return process.exit(0);
  const reply = { id: request.id };
  try {
    reply.result = request.method === 'load' ? await load(request) : await call(request);
  } catch (error) {
    reply.error = errorOf(error);
  }
  process.send(reply);
});
// Whoever asked is gone: nothing may be done that nobody hears of.
process.on('disconnect', () => process.exit(1));
`;
