// Plugin for esbuild: the larger of Node's own modules are loaded when one of their functions is first called.
// Each takes one to five milliseconds, and most commands need none of them.

const LAZY = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:readline/promises',
  'node:stream/consumers',
  'node:timers/promises',
  'node:tty',
];

/** For bundles that are CommonJS, and for functions only: a class of these modules would come out as a function. */
export const lazyBuiltins = {
  name: 'lazy-builtins',
  setup(build) {
    const filter = new RegExp(`^(${LAZY.join('|')})$`);
    build.onResolve({ filter }, ({ path, kind, namespace }) =>
      namespace === 'lazy-builtin' || kind === 'require-call'
        ? { path, external: true }
        : { path, namespace: 'lazy-builtin', sideEffects: false },
    );
    build.onLoad({ filter, namespace: 'lazy-builtin' }, async ({ path }) => ({
      contents: moduleText(path, Object.entries(await import(path))),
    }));
  },
};

/** The bundler leaves out what nobody imports. */
function moduleText(path, entries) {
  const names = entries.filter(([, value]) => isFunction(value)).map(([name]) => name);
  return [
    `const load = () => require(${JSON.stringify(path)});`,
    ...names.map((name) => `export const ${name} = (...given) => load().${name}(...given);`),
    `export default { ${names.map((name) => `get ${name}() { return load().${name}; }`).join(', ')} };`,
  ].join('\n');
}

function isFunction(value) {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}
