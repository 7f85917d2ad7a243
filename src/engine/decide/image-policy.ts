// The tag that an ImagePolicy chooses from the tags of its image, as image-reflector-controller chooses it.
import type { ImagePolicy, PolicyRule } from '../model';
import { compileExpression, ExpressionError } from '../render/go-expressions';
import { compareVersions, parseConstraint, parseVersion, type Version } from '../render/helm/go/semver';
import { GoError } from '../render/helm/go/values';

export type Choice = { readonly kind: 'tag'; readonly tag: string } | { readonly kind: 'none'; readonly detail: string };

/**
 * Source: the documentation of ImagePolicy (`.spec.policy`, `.spec.filterTags`) and of ImageRepository (`.spec.exclusionList`), API version v1.
 * @param tags in any order. Where two tags extract to the same text, the later one stands for both.
 */
export function chooseTag({ rule, filter, exclusions }: ImagePolicy, tags: readonly string[]): Choice {
  if (rule === undefined) return { kind: 'none', detail: 'the policy has no rule' };
  const excluded = exclusions.map((exclusion) => compileExpression(exclusion));
  const broken = excluded.find((each) => each instanceof ExpressionError);
  if (broken instanceof ExpressionError) return { kind: 'none', detail: `spec.exclusionList: ${broken.message}` };
  const seen = tags.filter((tag) => !excluded.some((each) => !(each instanceof ExpressionError) && each.match(tag)));
  const candidates = filter === undefined ? new Map(seen.map((tag) => [tag, tag])) : extracted(seen, filter);
  if (typeof candidates === 'string') return { kind: 'none', detail: `spec.filterTags.pattern: ${candidates}` };
  if (candidates.size === 0) return { kind: 'none', detail: `none of its ${tags.length} tags passes the filter` };
  const latest = chosenBy(rule, [...candidates.keys()]);
  return latest.kind === 'tag' ? { kind: 'tag', tag: candidates.get(latest.tag) as string } : latest;
}

/** The rule in a few words. */
export function ruleWords(rule: PolicyRule | undefined): string {
  if (rule === undefined) return 'no rule';
  return rule.kind === 'semver' ? `semver ${rule.range}` : `${rule.kind} ${rule.order}`;
}

function chosenBy(rule: PolicyRule, tags: readonly string[]): Choice {
  if (rule.kind === 'semver') return newestVersion(tags, rule.range);
  if (rule.kind === 'numerical') return extremeNumber(tags, rule.order);
  const sorted = [...tags].sort(byBytes);
  return { kind: 'tag', tag: (rule.order === 'desc' ? sorted[0] : sorted.at(-1)) as string };
}

/** Tags that are no strict version, but for a `v` in front, are passed over. Of equal ones the first counts. */
function newestVersion(tags: readonly string[], range: string): Choice {
  let holds: (version: Version) => boolean;
  try {
    holds = parseConstraint(range);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return { kind: 'none', detail: `“${range}” is no range of versions: ${error.message}` };
  }
  let newest: Version | undefined;
  for (const tag of tags) {
    const version = strictVersion(tag);
    if (version !== undefined && holds(version) && (newest === undefined || compareVersions(version, newest) > 0)) newest = version;
  }
  return newest === undefined
    ? { kind: 'none', detail: `none of ${tags.length} tags is a version in ${range}` }
    : { kind: 'tag', tag: newest.original };
}

/** Source: Masterminds/semver `StrictNewVersion`, after fluxcd/pkg/version takes a leading `v` off. */
function strictVersion(tag: string): Version | undefined {
  const segment = '(?:0|[1-9]\\d*)';
  if (!new RegExp(`^v?${segment}\\.${segment}\\.${segment}(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?$`).test(tag)) return undefined;
  try {
    return parseVersion(tag);
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}

/** One tag that is no number spoils it all, as with the controller: a filter has to keep such tags out. */
function extremeNumber(tags: readonly string[], order: 'asc' | 'desc'): Choice {
  let best: { readonly tag: string; readonly value: number } | undefined;
  for (const tag of tags) {
    const value = goFloat(tag);
    if (value === undefined) return { kind: 'none', detail: `the tag ${tag} is no number; filter such tags out` };
    const keeps = best !== undefined && (order === 'asc' ? value < best.value : value > best.value);
    if (!keeps) best = { tag, value };
  }
  return { kind: 'tag', tag: (best as { tag: string }).tag };
}

/** What Go's `strconv.ParseFloat` takes of what people write in tags: decimal digits, a point, an exponent. */
function goFloat(text: string): number | undefined {
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** What each tag is compared by, to the tag; a text where the pattern does not parse. */
function extracted(
  tags: readonly string[],
  { pattern, extract }: { pattern: string; extract: string },
): ReadonlyMap<string, string> | string {
  const expression = compileExpression(pattern);
  if (expression instanceof ExpressionError) return expression.message;
  const found = new Map<string, string>();
  const names = expression.namedGroups ?? {};
  for (const tag of tags) {
    const groups = expression.findSubmatch(tag) as readonly (string | null)[] | null;
    if (groups === null || groups.length === 0) continue;
    found.set(extract === '' ? tag : expand(extract, groups, names), tag);
  }
  return found;
}

/** Source: Go's `regexp.Expand`: `$name` takes the longest name that it can, `$$` is a dollar, what is no group is empty. */
function expand(template: string, groups: readonly (string | null)[], names: Readonly<Record<string, number>>): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const index = /^\d+$/.test(name) ? Number(name) : names[name];
    return index === undefined ? '' : (groups[index] ?? '');
  });
}

/** As Go compares them: tags are ASCII. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
