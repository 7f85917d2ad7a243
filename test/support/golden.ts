// Golden files: YAML with the origin of each line beside it, compared with what is kept next to the sources.
import { existsSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Origin, Rendered } from '../../src/engine/model';
import { at } from '../../src/engine/yaml/access';
import { emitDocuments } from '../../src/engine/yaml/emit';

/** Where the comments begin, unless the line is longer. */
const COMMENT_COLUMN = 56;

/**
 * The rendered objects as YAML, each line with `# file:line (step), over file:line (step)`; the step `resource` goes without saying.
 * Secret values are left out.
 */
export function withOrigins(rendered: Rendered): string {
  const nodes = rendered.objects.map(({ node }) => node);
  const { text, lines } = emitDocuments(nodes);
  const annotated = text.split('\n').map((line, i) => {
    const known = lines[i];
    if (known === undefined) return line;
    const value = at(nodes[known.object], known.path);
    const shown = value?.kind === 'scalar' && value.secret ? line.replace(/^(\s*[^:]*: ?).*$/, '$1(secret)') : line;
    return `${shown.padEnd(COMMENT_COLUMN - 1)} # ${describeOrigin(known.origin)}`;
  });
  return annotated.join('\n');
}

/** Compares with a golden file. A missing one fails, and `UPDATE_GOLDEN=1` writes it; a difference leaves `.actual` beside it. */
export function matchGolden(path: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, actual);
  expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and review it`).toBe(true);
  const golden = readFileSync(path, 'utf8');
  const leftover = `${path}.actual`;
  if (golden === actual) rmSync(leftover, { force: true });
  else writeFileSync(leftover, actual);
  expect(actual).toBe(golden);
}

function describeOrigin(origin: Origin): string {
  const step = origin.step === 'resource' ? '' : ` (${origin.step})`;
  const here = `${origin.approximate ? '~' : ''}${origin.file}:${origin.line}${step}`;
  return origin.overrode === undefined ? here : `${here}, over ${describeOrigin(origin.overrode)}`;
}
