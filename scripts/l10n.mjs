// Gathers every text that the editor can show into l10n/bundle.l10n.json, for translators. `npm run build` keeps it up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
/** The first argument of `vscode.l10n.t`, always a plain literal. */
const LITERAL = /l10n\.t\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g;

/** The bundle's text: each English text under itself, in order. */
export async function textBundle() {
  const texts = [...sourceTexts(), ...(await presenterTexts())];
  const sorted = [...new Set(texts)].sort();
  return `${JSON.stringify(Object.fromEntries(sorted.map((text) => [text, text])), undefined, 2)}\n`;
}

function sourceTexts() {
  const folder = join(root, 'src/vscode');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return sources.flatMap((source) => [...source.matchAll(LITERAL)].map(([, literal]) => unquoted(literal)));
}

function unquoted(literal) {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}

/** The sentences of failures, findings and notes. */
async function presenterTexts() {
  const contents = `export { MESSAGES, FINDINGS, NOTES } from './src/engine/presenter';`;
  const stdin = { contents, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', write: false, platform: 'neutral', absWorkingDir: root });
  const { MESSAGES, FINDINGS, NOTES } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  const messages = Object.values(MESSAGES).flatMap(({ text, bare, related }) => [text, bare, related]);
  const findings = Object.values(FINDINGS).flatMap(({ text, related }) => [text, related]);
  return [...messages, ...findings, ...Object.values(NOTES)].filter((text) => text !== undefined);
}
