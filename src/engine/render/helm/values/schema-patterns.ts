// Patterns of a schema in Go's syntax, and in time linear in the text: the validator's own are JavaScript's, which can take for ever.
import { RE2JS } from 're2js';
import type { PlainJson } from './plain-json';

/** Whether a schema has patterns that JavaScript cannot read, or that may take it for ever: a repetition within a repeated group. */
export function hasRiskyPatterns(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('pattern' in schema && typeof schema.pattern === 'string' && isRisky(schema.pattern)) return true;
  return Object.values(schema).some(hasRiskyPatterns);
}

/**
 * Decides the patterns of a schema for the texts of some values beforehand: what each refuses becomes a list. Changes the schema.
 * @throws RE2JSSyntaxException, as an Error, for a pattern that Go refuses.
 */
export function decidePatterns(schema: unknown, values: PlainJson): void {
  const texts = new Set<string>();
  collectTexts(values, texts);
  replacePatterns(schema, [...texts], new Map());
}

function isRisky(pattern: string): boolean {
  if (/\((?:[^()]|\([^()]*\))*[+*}](?:[^()]|\([^()]*\))*\)[+*{]/.test(pattern)) return true;
  try {
    new RegExp(pattern, 'u');
    return false;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function collectTexts(value: PlainJson, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collectTexts(inner, texts);
}

function replacePatterns(schema: unknown, texts: readonly string[], decided: Map<string, readonly string[]>): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const inner of Object.values(schema)) replacePatterns(inner, texts, decided);
  if (!('pattern' in schema) || typeof schema.pattern !== 'string') return;
  const { pattern } = schema;
  const refused = decided.get(pattern) ?? failing(pattern, texts);
  decided.set(pattern, refused);
  const holder = schema as { pattern?: string; allOf?: unknown };
  delete holder.pattern;
  // Not a list of what is allowed: messages would repeat that, and values may be secret.
  holder.allOf = [...(Array.isArray(holder.allOf) ? holder.allOf : []), { not: { enum: refused } }];
}

function failing(pattern: string, texts: readonly string[]): readonly string[] {
  const expression = RE2JS.compile(pattern);
  return texts.filter((text) => !expression.matcher(text).find());
}
