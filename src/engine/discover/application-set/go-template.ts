// The few Go template actions whose result is certain without a template engine: field chains, `index`, literals.
import type { MapNode, Node } from '../../model';
import { at } from '../../yaml/access';
import { type Evaluation, NO_VALUE, type Open } from './evaluation';
import { goText } from './parameters';

/** `{{ … }}` with an optional trim marker at either end; quoted text may hold braces. */
const ACTION = /\{\{(-\s)?((?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|(?!\}\})[^"`])*?)(\s-)?\}\}/gs;
const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^\s"`]+/g;
const CHAIN = /^(?:\.[\p{L}_][\p{L}\p{N}_]*)+$/u;
const COMMENT = /^\/\*.*\*\/$/s;

/** Actions that cannot be evaluated stay in the text as they are written, and are named. */
export function evaluateGo(text: string, parameters: MapNode): Evaluation {
  const open: Open[] = [];
  const used: Node[] = [];
  let [result, end, trim] = ['', 0, false];
  let whole: Node | undefined;
  for (const match of text.matchAll(ACTION)) {
    const [action, trimLeft, body = '', trimRight] = match;
    const before = trimmed(text.slice(end, match.index), trim, trimLeft !== undefined);
    const value = resultOf(body.trim(), parameters);
    if ('why' in value) open.push({ action, why: value.why });
    else if (value.node !== undefined) {
      used.push(value.node);
      if (action === text) whole = value.node;
    }
    result += before + ('why' in value ? action : value.text);
    [end, trim] = [match.index + action.length, trimRight !== undefined];
  }
  const rest = trimmed(text.slice(end), trim, false);
  if (rest.includes('{{')) open.push({ action: rest, why: 'its action does not end' });
  return { text: result + rest, open, used, ...(whole === undefined ? {} : { whole }) };
}

type Value = { readonly text: string; readonly node?: Node } | { readonly why: string };

function resultOf(body: string, parameters: MapNode): Value {
  if (COMMENT.test(body)) return { text: '' };
  const [first = '', ...others] = body.match(TOKEN) ?? [];
  if (first === 'index' && others.length > 0) return printed(indexed(others, parameters));
  if (others.length > 0 || first === '') return UNSUPPORTED;
  const found = literal(first);
  return found === undefined ? printed(operand(first, parameters)) : { text: String(found) };
}

const UNSUPPORTED = { why: 'functions, pipelines and conditions are not evaluated yet' } as const;
const MISSING = { why: NO_VALUE } as const;

type Found = { readonly node: Node } | { readonly why: string };

function printed(found: Found): Value {
  if ('why' in found) return found;
  const text = goText(found.node);
  return text === undefined ? { why: 'its value is no text' } : { text, node: found.node };
}

function operand(token: string, parameters: MapNode): Found {
  if (!CHAIN.test(token)) return UNSUPPORTED;
  const node = at(parameters, token.slice(1).split('.'));
  return node === undefined ? MISSING : { node };
}

function indexed([first = '', ...keys]: readonly string[], parameters: MapNode): Found {
  let found = operand(first, parameters);
  for (const token of keys) {
    if ('why' in found) return found;
    const key = literal(token) ?? keyOf(operand(token, parameters));
    const { node } = found;
    const fits = node.kind === 'map' ? typeof key === 'string' : node.kind === 'list' && typeof key === 'number';
    if (!fits || key === undefined) return UNSUPPORTED;
    const next = at(node, [key]);
    found = next === undefined ? MISSING : { node: next };
  }
  return found;
}

function keyOf(found: Found): string | undefined {
  return 'node' in found && found.node.kind === 'scalar' && found.node.tag === 'str' ? found.node.text : undefined;
}

/** Text without escapes, and whole numbers. */
function literal(token: string): string | number | undefined {
  if (/^(?:0|[1-9]\d{0,8})$/.test(token)) return Number(token);
  const quoted = (token.startsWith('"') && !token.includes('\\')) || token.startsWith('`');
  return quoted && token.length > 1 ? token.slice(1, -1) : undefined;
}

function trimmed(text: string, start: boolean, end: boolean): string {
  const front = start ? text.trimStart() : text;
  return end ? front.trimEnd() : front;
}
