// Builds one program as two files: what its first steps import, and the rest, which the first loads when it needs it.
// V8 reads all of a file before it runs a line of it, about 3 ms for 100 KB.
//
// esbuild can split ES modules only, into a hundred files here, and the driver of SQLite is CommonJS. Here each module is
// in one of the two files only, so there is one instance of each, and the rest gets those of the first from there.
//
// The two are of one build, or they do not fit. A build puts new files in their place while the program may be running,
// so each knows the name of its build, and the rest of an earlier one is kept in `before` (`putInPlace.mjs`).
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import path from 'node:path';

/**
 * Builds `outfile` and the rest beside it as `restName`. `early` are the modules, relative to `root`, that begin the
 * first file: these, and whatever they import other than by `import()`. `late` are modules that export functions only, and
 * are loaded when one of these is first called. Resolves with the results of both.
 */
export async function buildTwoParts({ root, early, late, restName, ...options }) {
  const [entry] = options.entryPoints;
  const whole = await build({ ...options, write: false });
  const graph = whole.metafile.inputs;
  const first = closureOf(graph, early, late);
  const shared = importedFrom(graph, first);
  const name = nameOf(whole, [...first, ...late]);
  const names = { root, first, late, restName, name };
  const { outfile } = options;
  const parts = await Promise.all([
    build({ ...options, plugins: [...options.plugins, firstPart({ ...names, shared })] }),
    build({
      ...options,
      entryPoints: [`rest:${path.relative(root, entry)}`],
      outfile: path.join(path.dirname(outfile), restName),
      banner: {},
      footer: { js: `// build ${name}` },
      plugins: [...options.plugins, restPart({ ...names, lazy: lazyIn(graph, first) })],
    }),
  ]);
  requireOneOfEach(parts.map(({ metafile }) => Object.keys(metafile.inputs)));
  return parts;
}

/** A name for what is built: of the same content, in the same parts, it is the same. */
function nameOf({ outputFiles }, parts) {
  const hash = createHash('sha256').update(parts.join('\n'));
  for (const { contents } of outputFiles) hash.update(contents);
  return hash.digest('hex').slice(0, 12);
}

/** A module with state that is in both parts would have two of it. */
function requireOneOfEach([first, rest]) {
  const twice = first.filter((module) => rest.includes(module) && !isMadeUp(module));
  if (twice.length > 0) throw new Error(`in both parts:\n  ${twice.join('\n  ')}`);
}

/** Modules of plugins have no state. */
function isMadeUp(module) {
  return /^[\w-]{2,}:/.test(module);
}

/** The modules that are loaded with some others, without the late ones. */
function closureOf(graph, roots, late) {
  const found = new Set();
  const add = (module) => {
    if (graph[module] === undefined || found.has(module) || late.includes(module)) return;
    found.add(module);
    for (const { path: imported, kind } of graph[module].imports)
      if (kind !== 'dynamic-import') add(imported);
  };
  for (const module of roots) {
    if (graph[module] === undefined) throw new Error(`${module} is no part of the program`);
    add(module);
  }
  return found;
}

/** The modules of the first part that others import. */
function importedFrom(graph, first) {
  const others = Object.keys(graph).filter((module) => !first.has(module));
  const imports = others.flatMap((module) => graph[module].imports);
  return [...new Set(imports.map((each) => each.path).filter((module) => isShared(module, first)))];
}

/** The modules of the rest at which the first part enters it. */
function lazyIn(graph, first) {
  const imports = [...first].flatMap((module) => graph[module].imports);
  const lazy = imports.filter(({ path: module, external }) => !external && !first.has(module));
  return [...new Set(lazy.map((each) => each.path))];
}

function isShared(module, first) {
  return first.has(module) && !isMadeUp(module);
}

function firstPart({ root, first, late, shared, restName, name }) {
  const registry = `let rest;
export const moduleOf = (name) => (rest ??= load(require('./${restName}')))[name];
const load = (rest) => (rest.build === '${name}' ? rest : require('./before/${name}.js'))(first);
const first = {${getters(root, shared)}};`;
  return {
    name: 'first-part',
    setup(api) {
      resolving(api, root, (module, { kind }) => {
        if (kind === 'dynamic-import' && !first.has(module))
          return { path: module, namespace: 'in-rest' };
        return late.includes(module) ? { path: module, namespace: 'late' } : undefined;
      });
      api.onLoad({ filter: /.*/, namespace: 'late' }, async ({ path: module }) =>
        loaded(lateText(module, await exportsOf(path.join(root, module))), root),
      );
      api.onResolve({ filter: /^registry$/ }, () => ({ path: 'registry', namespace: 'registry' }));
      api.onLoad({ filter: /.*/, namespace: 'registry' }, () => loaded(registry, root));
      api.onLoad({ filter: /.*/, namespace: 'in-rest' }, ({ path: module }) =>
        loaded(`module.exports = require('registry').moduleOf(${JSON.stringify(module)});`, root),
      );
      api.onResolve({ filter: /^\.\// }, (given) =>
        given.namespace === 'registry' ? { path: given.path, external: true } : undefined,
      );
    },
  };
}

function lateText(module, names) {
  const of = `moduleOf(${JSON.stringify(module)})`;
  return [
    `import { moduleOf } from 'registry';`,
    ...names.map((name) => `export const ${name} = (...given) => ${of}.${name}(...given);`),
  ].join('\n');
}

async function exportsOf(file) {
  const { metafile } = await build({
    ...{ entryPoints: [file], format: 'esm', outdir: 'nowhere', write: false, metafile: true },
  });
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

function restPart({ root, first, lazy, name }) {
  const entry = `module.exports = (first) => {
  require('first').modules = first;
  return {${getters(root, lazy)}};
};
module.exports.build = '${name}';`;
  return {
    name: 'rest-part',
    setup(api) {
      api.onResolve({ filter: /^rest:/ }, ({ path: name }) => ({ path: name, namespace: 'rest' }));
      api.onLoad({ filter: /.*/, namespace: 'rest' }, () => loaded(entry, root));
      api.onResolve({ filter: /^first$/ }, () => ({ path: 'first', namespace: 'first' }));
      api.onLoad({ filter: /.*/, namespace: 'first' }, () => loaded('exports.modules = {};', root));
      resolving(api, root, (module) =>
        isShared(module, first) ? { path: module, namespace: 'in-first' } : undefined,
      );
      api.onLoad({ filter: /.*/, namespace: 'in-first' }, ({ path: module }) =>
        loaded(`module.exports = require('first').modules[${JSON.stringify(module)}];`, root),
      );
    },
  };
}

/** Asks `decide` about each file that is imported, by its path relative to `root`. */
function resolving(api, root, decide) {
  api.onResolve({ filter: /.*/ }, async ({ path: name, pluginData, ...where }) => {
    if (pluginData === 'asked' || where.kind === 'entry-point' || where.namespace !== 'file')
      return undefined;
    const { importer, namespace, resolveDir, kind } = where;
    const found = await api.resolve(name, {
      ...{ importer, namespace, resolveDir, kind },
      pluginData: 'asked',
    });
    if (found.external || found.namespace !== 'file') return undefined;
    return decide(path.relative(root, found.path).replaceAll('\\', '/'), where);
  });
}

function getters(root, modules) {
  return modules
    .map((module) => {
      const file = JSON.stringify(path.join(root, module));
      return `get ${JSON.stringify(module)}() { return require(${file}); }`;
    })
    .join(',\n');
}

function loaded(contents, resolveDir) {
  return { contents, resolveDir, loader: 'js' };
}
