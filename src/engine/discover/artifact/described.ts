// The artifacts that an ArtifactGenerator describes: each by its name, or one for each folder that a pattern matches.
import type { Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import type { SourceObject } from '../sources';
import { matchesOfPattern, renderedName, renderedText } from './path-pattern';

/** An artifact of a generator, and what stands for the names in braces of its rules, where folders give them. */
export interface Described {
  readonly node: Node;
  readonly render: (text: string) => string | undefined;
}

/** Whether a generator could make an artifact of this name. */
export function mayMake(generator: SourceObject, name: string): boolean {
  const isPattern = patternOf(generator) !== undefined;
  return artifactsOf(generator).some((node) => {
    const own = text(child(node, 'name')) ?? '';
    if (!isPattern) return own === name;
    const parts = own.split(/\{[^}]*\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`).test(name);
  });
}

function patternOf({ node }: SourceObject): string | undefined {
  return text(at(node, ['spec', 'pathPattern'])) || undefined;
}

function artifactsOf({ node }: SourceObject): readonly Node[] {
  return items(at(node, ['spec', 'artifacts']));
}

/**
 * @param foldersOf all folders of the source that a pattern is about, or why they are not known.
 * @returns a text that says why the generator makes nothing.
 */
export function described(
  generator: SourceObject,
  name: string,
  foldersOf: (pattern: string) => Iterable<string> | string,
): Described | string | undefined {
  const pattern = patternOf(generator);
  if (pattern === undefined) {
    const node = artifactsOf(generator).find((item) => text(child(item, 'name')) === name);
    return node && { node, render: (each) => each };
  }
  const where = `the pathPattern of ArtifactGenerator ${generator.name} (${generator.file}:${generator.line})`;
  const folders = foldersOf(pattern);
  if (typeof folders === 'string') return `${where} cannot be followed: ${folders}`;
  const matches = matchesOfPattern(pattern.slice(pattern.indexOf('/') + 1), folders);
  if (typeof matches === 'string') return `${where} makes nothing: ${matches}`;
  const made = new Map<string, Described>();
  for (const { folder, captures } of matches) {
    for (const node of artifactsOf(generator)) {
      const rendered = renderedName(text(child(node, 'name')) ?? '', captures);
      if ('error' in rendered) return `${where} makes nothing: ${rendered.error}`;
      if (made.has(rendered.name)) return `${where} makes nothing: ${folder} gives the name ${rendered.name} once more`;
      made.set(rendered.name, { node, render: (each) => renderedText(each, captures) });
    }
  }
  return made.get(name);
}
