// From the tree of a pattern to its matcher, with the short cuts that github.com/gobwas/glob takes: what some of them match is not what the pattern says.
import {
  any,
  anyOf,
  atLeast,
  atMost,
  between,
  contains,
  every,
  exactly,
  list,
  type Matcher,
  NOTHING,
  prefix,
  range,
  row,
  single,
  SUPER,
  suffix,
  tree,
} from './matchers';
import type { Node } from './pattern';

/** @param separators what `*` and `?` do not match; empty for none */
export function compilePattern(node: Node, separators: string): Matcher {
  switch (node.kind) {
    case 'anyOf': {
      const shorter = withoutCommonParts(node.children);
      return shorter === undefined
        ? anyOf(node.children.map((child) => simplified(compilePattern(child, separators))))
        : compilePattern(shorter, separators);
    }
    case 'pattern':
      if (node.children.length === 0) return NOTHING;
      return simplified(joined(glued(node.children.map((child) => simplified(compilePattern(child, separators))))));
    case 'any':
      return separators === '' ? SUPER : any(separators);
    case 'super':
      return SUPER;
    case 'single':
      return single(separators);
    case 'nothing':
      return NOTHING;
    case 'text':
      return exactly(node.text);
    case 'list':
      return list(node.listed, node.isNot);
    case 'range':
      return range(node.low, node.high, node.isNot);
  }
}

function simplified(matcher: Matcher): Matcher {
  if (matcher.kind === 'anyOf') return matcher.matchers?.length === 1 ? (matcher.matchers[0] as Matcher) : matcher;
  if (matcher.tree === undefined) return matcher;
  const { value } = matcher.tree;
  const left = matcher.tree.left && simplified(matcher.tree.left);
  const right = matcher.tree.right && simplified(matcher.tree.right);
  return (value.kind === 'text' ? aroundText(value.text ?? '', left, right) : undefined) ?? tree(value, left, right);
}

function aroundText(text: string, left: Matcher | undefined, right: Matcher | undefined): Matcher | undefined {
  if (left === undefined && right === undefined) return exactly(text);
  if (left?.kind === 'super' && right?.kind === 'super') return contains(text, false);
  if (right === undefined) {
    if (left?.kind === 'super') return suffix(text);
    if (left?.kind === 'prefix') return between(left.text ?? '', text);
    return left?.kind === 'any' ? suffix(text, left.separators) : undefined;
  }
  if (left !== undefined) return undefined;
  if (right.kind === 'super') return prefix(text);
  if (right.kind === 'suffix') return between(text, right.text ?? '');
  return right.kind === 'any' ? prefix(text, right.separators) : undefined;
}

/** The longest of known length in the middle, the last one of those; else the first one. */
function joined(matchers: readonly Matcher[]): Matcher {
  const [first] = matchers;
  if (matchers.length === 1 && first !== undefined) return first;
  const whole = gluedWhole(matchers);
  if (whole !== undefined) return whole;
  const longest = Math.max(...matchers.map(({ length }) => length));
  if (longest === -1) return tree(first as Matcher, undefined, joined(matchers.slice(1)));
  const at = matchers.findLastIndex(({ length }) => length === longest);
  const [left, right] = [matchers.slice(0, at), matchers.slice(at + 1)];
  const side = (some: readonly Matcher[]) => (some.length === 0 ? undefined : joined(some));
  return tree(matchers[at] as Matcher, side(left), side(right));
}

function gluedWhole(matchers: readonly Matcher[]): Matcher | undefined {
  if (matchers.length <= 1) return undefined;
  return gluedAsEvery(matchers) ?? gluedAsRow(matchers);
}

function gluedAsRow(matchers: readonly Matcher[]): Matcher | undefined {
  if (matchers.some(({ length }) => length === -1)) return undefined;
  return row(
    matchers.reduce((sum, { length }) => sum + length, 0),
    matchers,
  );
}

function gluedAsEvery(matchers: readonly Matcher[]): Matcher | undefined {
  const kinds = new Set(matchers.map(({ kind }) => kind));
  const separators = matchers.map(separatorsOf);
  const [separator] = separators;
  if (separator === undefined || separators.some((other) => other !== separator)) return undefined;
  const count = matchers.filter(({ kind }) => kind === 'single' || kind === 'list').length;
  const [hasAny, hasSuper] = [kinds.has('any'), kinds.has('super')];
  if (hasSuper && !hasAny && count === 0) return SUPER;
  if (hasAny && !hasSuper && count === 0) return any(separator);
  if ((hasAny || hasSuper) && count > 0 && separator === '') return atLeast(count);
  const least = count === 0 ? [] : [atLeast(count)];
  const most = count === 0 || hasAny || hasSuper ? [] : [atMost(count)];
  return every([...least, ...most, ...(separator === '' ? [] : [contains(separator, true)])]);
}

/** Undefined for what takes neither any characters nor any but some. */
function separatorsOf({ kind, separators = '', excluded }: Matcher): string | undefined {
  if (kind === 'super') return '';
  if (kind === 'list') return excluded?.join('');
  return kind === 'any' || kind === 'single' ? separators : undefined;
}

/** Joins the longest run that can be one matcher, over and over. */
function glued(matchers: readonly Matcher[]): readonly Matcher[] {
  let best: { readonly matcher: Matcher; readonly from: number; readonly to: number } | undefined;
  for (let from = 0; from < matchers.length; from++) {
    for (let to = matchers.length; to > from; to--) {
      const matcher = gluedWhole(matchers.slice(from, to));
      if (matcher === undefined) continue;
      const isLonger = best !== undefined && best.matcher.length > -1 && matcher.length > best.matcher.length;
      if (best === undefined || isLonger || best.to - best.from < to - from) best = { matcher, from, to };
    }
  }
  if (best === undefined) return matchers;
  const next = [...matchers.slice(0, best.from), best.matcher, ...matchers.slice(best.to)];
  return next.length === matchers.length ? next : glued(next);
}

/** What all alternatives begin and end with, once; undefined where they have nothing in common. */
function withoutCommonParts(alternatives: readonly Node[]): Node | undefined {
  const patterns = alternatives.map((node) => (node.kind === 'pattern' ? node.children : []));
  if (alternatives.some(({ kind }) => kind !== 'pattern')) return undefined;
  const { left, right } = commonParts(patterns);
  if (left.length === 0 && right.length === 0) return undefined;
  const rests = patterns.map((children) => children.slice(left.length, children.length - right.length));
  const different: Node[] = [];
  for (const rest of rests) {
    const node: Node = rest.length === 0 ? { kind: 'nothing' } : { kind: 'pattern', children: rest };
    if (!different.some((known) => isSame(known, node))) different.push(node);
  }
  const [only] = different;
  const middle: readonly Node[] =
    different.length > 1 ? [{ kind: 'anyOf', children: different }] : only === undefined || only.kind === 'nothing' ? [] : [only];
  const side = (children: Node[]): readonly Node[] => (children.length === 0 ? [] : [{ kind: 'pattern', children }]);
  return { kind: 'pattern', children: [...side(left), ...middle, ...side(right)] };
}

function commonParts(patterns: readonly (readonly Node[])[]): { readonly left: Node[]; readonly right: Node[] } {
  const [left, right]: [Node[], Node[]] = [[], []];
  if (patterns.length <= 1) return { left, right };
  const shortest = patterns.reduce((least, children) => (children.length < least.length ? children : least));
  const others = patterns.filter((children) => children !== shortest);
  let [isLeft, isRight] = [true, true];
  for (
    let from = 0, to = shortest.length - 1;
    left.length + right.length < shortest.length && to >= 0 && (isLeft || isRight);
    from++, to--
  ) {
    for (const children of others) {
      if (!isLeft && !isRight) break;
      isLeft = isLeft && isSame(shortest[from], children[from]);
      isRight = isRight && !(isLeft && to <= from) && isSame(shortest[to], children[to + children.length - shortest.length]);
    }
    if (isLeft) left.push(shortest[from] as Node);
    if (isRight) right.unshift(shortest[to] as Node);
  }
  return { left, right };
}

function isSame(one: Node | undefined, other: Node | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
