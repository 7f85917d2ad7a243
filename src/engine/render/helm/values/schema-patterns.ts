// Patterns of a schema in Go's syntax, and in time linear in the text: the validator's own are JavaScript's, which can take for ever.
import { RE2JS } from 're2js';
import type { PlainJson } from './plain-json';

/** Whether a schema has patterns that JavaScript cannot read, or that may take it for ever. */
export function hasRiskyPatterns(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('pattern' in schema && typeof schema.pattern === 'string' && isRisky(schema.pattern)) return true;
  if (Object.keys(byPattern(schema)).some(isRisky)) return true;
  return Object.values(schema).some(hasRiskyPatterns);
}

/**
 * Decides the patterns of a schema for the texts of some values beforehand: what each refuses becomes a list. Changes the schema.
 * @throws RE2JSSyntaxException, as an Error, for a pattern that Go refuses.
 */
export function decidePatterns(schema: unknown, values: PlainJson): void {
  const texts = new Set<string>();
  const keys = new Set<string>();
  collectTexts(values, texts, keys);
  replacePatterns(schema, { texts: [...texts], keys: [...keys] }, new Map());
}

/** What the values hold that patterns may be held against. */
interface Held {
  readonly texts: readonly string[];
  readonly keys: readonly string[];
}

/** The schemas of `patternProperties`, by their patterns. */
function byPattern(schema: object): Readonly<Record<string, unknown>> {
  const found = 'patternProperties' in schema ? schema.patternProperties : undefined;
  return typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>) : {};
}

function isRisky(pattern: string): boolean {
  if (mayBacktrack(pattern)) return true;
  try {
    new RegExp(pattern, 'u');
    return false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

/** One character, written as an escape or a class. */
const CHARACTER = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g;
const REPEATED_GROUP = /\)[*+{]/;
const ENDLESS = /[*+]|\{\d*,\}/g;
const CHOICE = /[?|]/g;
const MOST_CHOICES = 8;

/** Whether there may be many ways in which a text does not match: `(a|a)*`, `a*a*`, and choices one after the other. */
function mayBacktrack(pattern: string): boolean {
  const plain = pattern.replace(CHARACTER, 'x');
  const count = (what: RegExp): number => plain.match(what)?.length ?? 0;
  return REPEATED_GROUP.test(plain) || count(ENDLESS) > 1 || count(CHOICE) > MOST_CHOICES;
}

function collectTexts(value: PlainJson, texts: Set<string>, keys: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) for (const key of Object.keys(value)) keys.add(key);
  for (const inner of Object.values(value)) collectTexts(inner, texts, keys);
}

function replacePatterns(schema: unknown, held: Held, decided: Map<string, readonly string[]>): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const inner of Object.values(schema)) replacePatterns(inner, held, decided);
  const properties = Object.entries(byPattern(schema));
  if (properties.length > 0) (schema as { patternProperties: object }).patternProperties = decidedProperties(properties, held.keys);
  if (!('pattern' in schema) || typeof schema.pattern !== 'string') return;
  const { pattern } = schema;
  const refused = decided.get(pattern) ?? failing(pattern, held.texts);
  decided.set(pattern, refused);
  const holder = schema as { pattern?: string; allOf?: unknown };
  delete holder.pattern;
  // Not a list of what is allowed: messages would repeat that, and values may be secret. They tell the pattern.
  holder.allOf = [...(Array.isArray(holder.allOf) ? holder.allOf : []), { not: { enum: refused }, $comment: pattern }];
}

/** In the place of each pattern, one that names the keys that it selects. A key that several patterns select has to meet the schemas of all. */
function decidedProperties(
  properties: readonly (readonly [string, unknown])[],
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  const found = properties.map(([pattern, schema], at) => {
    const refused = new Set(failing(pattern, keys));
    const names = keys.filter((key) => !refused.has(key)).map((key) => key.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    // The number tells patterns apart that select the same keys; `(?!)` is never there.
    return [`^(?:${[...names, '(?!)'].join('|')})$${'(?:)'.repeat(at)}`, schema] as const;
  });
  return Object.fromEntries(found);
}

function failing(pattern: string, texts: readonly string[]): readonly string[] {
  const expression = RE2JS.compile(pattern);
  return texts.filter((text) => !expression.matcher(text).find());
}
