// What the command line and the extension load when it is first used: its file, and the plugin of esbuild that leads there.
// @ts-check

/** Takes longer to load than everything else together. */
export const CLIENT = '@kubernetes/client-node';

/** Modules that take long to compile or to run, and that many runs never use. Each is a file of its own in dist/lazy/. */
const PACKAGES = [
  '@cfworker/json-schema',
  '@noble/ciphers/aes.js',
  '@noble/hashes/scrypt.js',
  'bcryptjs',
  'diff',
  'fast-xml-builder',
  'node-forge',
  'pako',
  're2js',
  'simple-git',
  'smol-toml',
  'yaml',
];

/** Node's own that take some milliseconds. */
const BUILTINS = ['node:child_process', 'node:crypto', 'node:os'];

const FRONT_ENDS = /^dist\/(?:extension|worker|piece-.*|cli|command-line\/.*)\.js$/;

/** By what `import()` names: the file in dist/. */
const APART = new Map([[CLIENT, 'live-cluster.js']]);

/** The bundles of `PACKAGES`, as options of esbuild. @param {string} root folder that packages are resolved from */
export async function lazyBundles(root) {
  return await Promise.all(
    PACKAGES.map(async (name) => {
      const fallback = (await exportsOf(name)).includes('default') ? `export { default } from '${name}';` : '';
      return { stdin: { contents: `export * from '${name}'; ${fallback}`, resolveDir: root }, outfile: `dist/${fileOf(name)}` };
    }),
  );
}

/**
 * Sends `import` of those modules to what requires them when one of their exports is first looked at. The sources, which are to run in a
 * browser too, import them as usual.
 *
 * @param {string} dist where dist/ is, seen from the bundle
 * @returns {import('esbuild').Plugin}
 */
export function lazyModules(dist) {
  return {
    name: 'lazy-modules',
    setup(bundler) {
      bundler.onResolve({ filter: /./ }, ({ path, kind }) => {
        const bundle = kind === 'dynamic-import' ? APART.get(path) : undefined;
        if (bundle !== undefined) return { path: `${dist}${bundle}`, external: true };
        if (kind === 'require-call') return path.startsWith(`${dist}lazy/`) ? { path, external: true } : undefined;
        return PACKAGES.includes(path) || BUILTINS.includes(path) ? { path, namespace: 'lazy' } : undefined;
      });
      bundler.onLoad({ filter: /./, namespace: 'lazy' }, async ({ path }) => ({ contents: await standIn(path, dist) }));
    },
  };
}

/** Throws where the command line or the extension holds what is to be loaded when it is used. @param {import('esbuild').Metafile[]} metafiles */
export function checkLazyModules(metafiles) {
  for (const { outputs } of metafiles) {
    for (const [output, { inputs }] of Object.entries(outputs)) {
      if (!FRONT_ENDS.test(output)) continue;
      const held = [CLIENT, ...PACKAGES].find((name) => Object.keys(inputs).some((input) => input.includes(`node_modules/${name}/`)));
      if (held !== undefined) throw new Error(`${output} contains ${held}. scripts/build-lazy.mjs says how it is loaded.`);
    }
  }
}

/** @param {string} name @param {string} dist */
async function standIn(name, dist) {
  const path = BUILTINS.includes(name) ? name : `${dist}${fileOf(name)}`;
  const getters = (await exportsOf(name)).map((key) => `get ${key}() { return load().${key}; }`);
  return `let loaded; const load = () => (loaded ??= require('${path}')); module.exports = { __esModule: true, ${getters.join(', ')} };`;
}

/** @param {string} name @returns {Promise<string[]>} */
async function exportsOf(name) {
  return Object.keys(await import(name)).filter((key) => /^\w+$/.test(key) && key !== '__esModule');
}

/** From dist/. @param {string} name */
function fileOf(name) {
  return `lazy/${name.replace(/^@|\.js$/g, '').replaceAll('/', '-')}.js`;
}
