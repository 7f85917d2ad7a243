// Builds everything that ships into dist/, checks the layer rules that only a bundle can show, and prints the sizes.
//
//   node scripts/build.mjs            what ships: minified, no source maps
//   node scripts/build.mjs --dev      readable, with source maps
//   node scripts/build.mjs --tests    also test/vscode-host/suite, into dist/host-tests
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { CLIENT, checkLazyModules, lazyBundles, lazyModules } from './build-lazy.mjs';
import { textBundle } from './l10n.mjs';
import { slimForge } from './slim-forge.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';

/** Builds all bundles. Throws, with the reason, when one of them breaks a rule. */
export async function buildAll({ dev = false, tests = false } = {}) {
  await mkdir(dist, { recursive: true });
  const shared = {
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
  };
  const lazyOnes = (await lazyBundles(root)).map((bundle) => ({ ...node, plugins: [slimForge], ...bundle }));
  const shippedOnes = [...shippedBundles(), ...lazyOnes];
  const bundles = tests ? [...shippedOnes, ...hostTestBundles()] : shippedOnes;
  const [commandLine, editor, ...results] = await allOrThrow([
    buildPieces(shared, COMMAND_LINE),
    buildPieces(shared, EDITOR),
    ...bundles.map((bundle) => build({ ...shared, ...bundle, define: { ...shared.define, ...bundle.define } })),
  ]);
  const pieces = [commandLine, editor, ...results.slice(0, shippedOnes.length)];
  const start = await buildStart(shared, pieces);
  const shipped = [start, ...pieces];
  checkLazyModules(shipped.map(({ metafile }) => metafile));
  await writeNotices(shipped);
  await writeFile(join(root, 'l10n/bundle.l10n.json'), await textBundle());
  const outputs = [start, commandLine, editor, ...results].flatMap((result) => Object.keys(result.metafile.outputs));
  await removeStale(new Set([...outputs, NOTICES]));
  return outputs;
}

/** esbuild splits ES modules alone: they become CommonJS, which Node loads faster, afterwards. */
async function buildPieces(shared, { outdir, ...pieces }) {
  const split = { format: 'esm', splitting: true, write: false, outdir };
  const result = await build({ ...shared, ...node, ...split, sourcemap: shared.sourcemap && 'inline', ...pieces });
  checkPieces(result.metafile);
  checkStarts(result.metafile);
  await mkdir(join(root, outdir), { recursive: true });
  for (const { path, text } of result.outputFiles) {
    const { minify, sourcemap } = shared;
    const { code } = await transform(asCommonJs(text), {
      ...lazy,
      format: 'cjs',
      target: node.target,
      minify,
      sourcemap: sourcemap && 'inline',
    });
    await writeFile(path, inAscii(code));
  }
  return result;
}

/**
 * V8 keeps a text with other characters at two bytes each, and reads it more slowly. esbuild leaves those in regular expressions. They stand in literals alone,
 * where an escape of each unit says the same.
 */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Imports of other pieces as constants. esbuild would make getters of a piece's exports, because a module may change them later: ours change none, and a chart
 * asks for some hundred thousand of them.
 */
function asCommonJs(text) {
  const IMPORT = /^import\s*(?:\{([^{}]*)\}\s*from\s*)?("\.\/[^"]+");\s*/;
  const required = [];
  let rest = text;
  for (let found = IMPORT.exec(rest); found !== null; found = IMPORT.exec(rest)) {
    const [all, names, path] = found;
    required.push(names === undefined ? `require(${path});` : `const {${names.replaceAll(' as ', ': ')}} = require(${path});`);
    rest = rest.slice(all.length);
  }
  // With --dev a source map follows.
  const [exported = '', names = '', map = ''] = /export\s*\{([^{}]*)\};?\s*(\/\/# sourceMappingURL=\S*\s*)?$/.exec(rest) ?? [];
  const exports = names.replace(/([\w$]+) as ([\w$]+)/g, '$2: $1');
  return `${required.join('')}${rest.slice(0, rest.length - exported.length)}\nmodule.exports = {${exports}};\n${map}`;
}

/** What a verb takes at once makes its start slower: a chart alone needs nothing of these. */
const APART_FROM = [
  ['src/cli/verbs/helm.ts', ['src/engine/render/kustomize/build.ts', 'src/engine/discover/discover.ts', 'src/adapters/remotes.ts']],
];

/** Throws where a verb holds at its start what belongs behind an `import()`. */
function checkStarts({ outputs }) {
  for (const [verb, others] of APART_FROM) {
    const start = Object.keys(outputs).find((path) => outputs[path].entryPoint === verb);
    if (start === undefined) continue;
    const taken = new Set();
    const visit = (path) => {
      if (taken.has(path) || outputs[path] === undefined) return;
      taken.add(path);
      for (const { kind, path: next } of outputs[path].imports) if (kind === 'import-statement') visit(next);
    };
    visit(start);
    const held = others.find((other) => [...taken].some((path) => other in outputs[path].inputs));
    if (held !== undefined) throw new Error(`${verb} takes ${held} at its start: it belongs behind an import() of its own.`);
  }
}

/** A constant of a piece that is still being loaded has no value yet. Throws where pieces require each other in a circle. */
function checkPieces({ outputs }) {
  const done = new Set();
  const visit = (path, above) => {
    if (above.includes(path)) throw new Error(`${above.join(' → ')} → ${path}: pieces that need each other`);
    if (done.has(path)) return;
    const needed = outputs[path]?.imports.filter(({ kind, external }) => kind === 'import-statement' && external !== true) ?? [];
    for (const { path: next } of needed) visit(next, [...above, path]);
    done.add(path);
  };
  for (const path of Object.keys(outputs)) visit(path, []);
}

/** What starts the command line, which knows by `BUILD` whether code that was compiled earlier is that of these files. */
async function buildStart(shared, results) {
  const hash = createHash('sha256');
  const outputs = results.flatMap((result) => Object.keys(result.metafile.outputs));
  for (const name of outputs.sort()) hash.update(`${name}\n`).update(await readFile(join(root, name)));
  const define = { ...shared.define, BUILD: JSON.stringify(hash.digest('hex').slice(0, 16)) };
  const banner = { js: '#!/usr/bin/env node' };
  return await build({ ...shared, ...node, ...lazy, define, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', banner });
}

/** Waits for every bundle, so that a broken one does not leave the others half written, and then throws for the broken one. */
async function allOrThrow(builds) {
  const settled = await Promise.allSettled(builds);
  const broken = settled.find(({ status }) => status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return settled.map(({ value }) => value);
}

const node = { platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], plugins: [lazyModules('./')] };
// `import()` becomes `require()`: it works in every extension host, and inside a single file it costs nothing until it runs.
const lazy = { supported: { 'dynamic-import': false } };
const browser = { platform: 'browser', target: 'es2022' };
// @cfworker/json-schema makes the page's address the base of schemas when it is loaded, and a worker of the editor has none that is a URL.
const engine = { ...browser, define: { 'self.location': 'undefined' }, plugins: [slimForge] };

/** So that no verb loads what only others need. */
const COMMAND_LINE = {
  entryPoints: ['src/cli/main.ts'],
  outdir: 'dist/command-line',
  chunkNames: '[name]-[hash]',
  plugins: [lazyModules('../')],
};
/** The extension and its worker render alike: what both hold is shipped once. */
const EDITOR = { entryPoints: ['src/extension.ts', 'src/worker.ts'], outdir: 'dist', chunkNames: 'piece-[name]-[hash]' };

function shippedBundles() {
  return [
    {
      ...node,
      plugins: [],
      stdin: { contents: `export { KubeConfig } from '${CLIENT}';`, resolveDir: root },
      outfile: 'dist/live-cluster.js',
    },
    { ...engine, format: 'cjs', entryPoints: ['src/web/extension.ts'], outfile: 'dist/web/extension.js', external: ['vscode'], ...lazy },
    { ...browser, format: 'iife', entryPoints: ['webview/promotion.ts', 'webview/promotion.css'], outdir: 'dist/webview' },
    { ...engine, format: 'esm', entryPoints: ['src/engine/index.ts'], outfile: 'dist/engine/index.js' },
  ];
}

function hostTestBundles() {
  const suite = 'test/vscode-host/suite';
  const entryPoints = readdirSync(join(root, suite), { recursive: true })
    .filter((name) => basename(name) === 'index.ts' || name.endsWith('.test.ts'))
    .map((name) => join(suite, name));
  if (entryPoints.length === 0) return [];
  return [
    { ...node, plugins: [], entryPoints, outdir: 'dist/host-tests', external: ['vscode', 'mocha'], minify: false, sourcemap: 'inline' },
  ];
}

/** The licences of what the bundles contain, as those licences ask. */
async function writeNotices(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter((folder) => folder !== undefined),
  );
  const notices = await Promise.all([...folders].sort().map(notice));
  const grouped = [...new Set(notices.map(({ text }) => text))].map((text) => {
    const titles = notices.filter((one) => one.text === text).map(({ title }) => title);
    return `${titles.join('\n')}\n\n${text}\n`;
  });
  await writeFile(join(root, NOTICES), grouped.join(`\n${'-'.repeat(80)}\n\n`));
}

/** Packages may share the text of a licence to the letter. */
async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : await readFile(join(root, folder, file), 'utf8');
  return { title: `${name} ${version} (${license ?? 'see its text'})`, text: text.trim() };
}

/** What an earlier build left behind. Removed last, so that a running editor never misses a file. */
async function removeStale(kept) {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/');
    if (entry.isFile() && !kept.has(path) && !path.startsWith('dist/host-tests/')) await rm(join(root, path));
  }
}

async function printSizes(outputs) {
  const sizes = await Promise.all(outputs.map(async (name) => ({ name, bytes: (await stat(join(root, name))).size })));
  for (const { name, bytes } of sizes.sort((a, b) => a.name.localeCompare(b.name))) {
    console.log(`${(bytes / 1024).toFixed(1).padStart(9)} KB  ${name}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const outputs = await buildAll({ dev: process.argv.includes('--dev'), tests: process.argv.includes('--tests') });
  await printSizes(outputs);
}
