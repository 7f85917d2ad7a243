// Parsed templates, kept by their content and shared between the releases of one chart.
import type { Tree } from '../template/nodes';
import { parseTemplate } from '../template/parser';

/** Opaque to callers. */
export type TemplateCache = Map<string, ReadonlyMap<string, Tree>>;

export function createTemplateCache(): TemplateCache {
  return new Map();
}

/** An editor's session parses each text that somebody types: what is kept is bounded. */
const MOST_KEPT = 20_000;

/** The trees of a text. @throws TemplateError */
export function parseOnce(
  cache: TemplateCache,
  helm: 3 | 4,
  name: string,
  text: string,
  isFunction: (name: string) => boolean,
): ReadonlyMap<string, Tree> {
  const key = `${helm} ${name}\0${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const trees = parseTemplate(name, text, { isFunction });
  if (cache.size >= MOST_KEPT) cache.clear();
  cache.set(key, trees);
  return trees;
}
