// `spec.pathPattern` of an ArtifactGenerator: an artifact for each folder of a source that a pattern with names in braces matches.

/** What the names in braces stand for. */
export type Captures = ReadonlyMap<string, string>;

/** A folder that the pattern matches. */
export interface PatternMatch {
  readonly folder: string;
  readonly captures: Captures;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** As the API server takes the value of a label. */
const LABEL = /^(?:[a-z0-9](?:[-a-z0-9_.]*[a-z0-9])?)?$/;
const LONGEST_LABEL = 63;
const OBJECT_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/**
 * @param pattern behind the alias.
 * @returns a text that says why Flux makes nothing of it.
 *
 * Source: github.com/fluxcd/source-watcher v2.3, `internal/controller/artifactgenerator_pathpattern.go`.
 */
export function matchesOfPattern(pattern: string, folders: Iterable<string>): readonly PatternMatch[] | string {
  const names = namesIn(pattern);
  if (typeof names === 'string') return names;
  if (new Set(names).size < names.length) return `${pattern} has two of a name`;
  const source = pattern
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? '([^/]+)' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  const matcher = new RegExp(`^${source.join('')}$`, 's');
  const found: PatternMatch[] = [];
  for (const folder of folders) {
    const match = folder === '.' ? null : matcher.exec(folder);
    if (match === null) continue;
    const captures = new Map(names.map((name, index) => [name, match[index + 1] as string] as const));
    const odd = [...captures.values()].find((value) => value.length > LONGEST_LABEL || !LABEL.test(value.toLowerCase()));
    if (odd !== undefined) return `“${odd}”, of the folder ${folder}, can be no label`;
    found.push({ folder, captures });
  }
  return found;
}

/** The name of the artifact, in which captures are in lower case; a text with `error` in front where there is none. */
export function renderedName(template: string, captures: Captures): { readonly name: string } | { readonly error: string } {
  const lower = new Map([...captures].map(([key, value]) => [key, value.toLowerCase()] as const));
  const name = renderedText(template, lower);
  if (name === undefined) return { error: `${template} names what the pattern does not` };
  return name.length <= 253 && OBJECT_NAME.test(name) ? { name } : { error: `${name} can be no name of an artifact` };
}

/** A text with the captures as they are; undefined where it has braces that stand for none. */
export function renderedText(template: string, captures: Captures): string | undefined {
  const names = namesIn(template);
  if (typeof names === 'string' || names.some((name) => !captures.has(name))) return undefined;
  return template.replace(/\{([^}]*)\}/g, (_, name: string) => captures.get(name) as string);
}

/** A text says what is wrong with the braces. */
function namesIn(template: string): readonly string[] | string {
  const names = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name as string);
  if (/[{}]/.test(template.replace(/\{[^}]*\}/g, ''))) return `${template} has a brace that nothing closes`;
  return names.find((name) => !NAME.test(name)) === undefined ? names : `${template} has braces with no name in them`;
}
