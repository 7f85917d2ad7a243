// Values of a release that no template of its chart reads, and those that templates read and nothing sets.
import {
  callSites,
  type ChartRelease,
  type Finding,
  findingKey,
  type MapNode,
  type Node,
  type Origin,
  type Path,
  type Rendered,
  type ValuesEvidence,
} from '../model';
import { formatPath } from '../model/field-path';
import { type Cursor, cursorOf } from '../render/helm/usage/cursor';
import { usageOf } from '../render/helm/usage/release';
import { shownPath } from '../render/helm/values/secret-keys';
import { isInRemote } from '../render/kustomize/remote/link';

/**
 * A key counts as read where any text of a template could read it, whether that was executed or not. Defaults of charts that lie in the
 * repository are hints; those of other charts are nobody's matter here.
 */
export function unreadValues(release: ChartRelease): ValuesEvidence {
  if (release.evidence !== undefined) return release.evidence;
  const usage = usageOf(release);
  if (usage === undefined) return { made: [], contradicted: [] };
  const seen: Seen = { read: new Set(), unread: [], contradicted: [] };
  look(release.values, [], cursorOf(usage), seen);
  const made = new Map<string, Finding>();
  // What is global stands in the section of each dependency too, and is told where it was written.
  for (const { node, path } of seen.unread.toSorted((a, b) => b.path.length - a.path.length)) {
    // An anchor that aliases repeat is read where they stand.
    if (!holds(node, seen.read))
      for (const finding of findingsFor(node, path, release)) made.set(findingKey(finding.code, finding), finding);
  }
  return { made: [...made.values()].sort(byPlace), contradicted: seen.contradicted };
}

/** A render as it goes to a thread that lacks the templates of its charts: with what they say of the values. */
export function withEvidence(rendered: Rendered): Rendered {
  const { releases } = rendered;
  if (releases === undefined) return rendered;
  return { ...rendered, releases: releases.map((release) => ({ ...release, evidence: unreadValues(release) })) };
}

interface Seen {
  /** Places in files. */
  readonly read: Set<string>;
  readonly unread: { readonly node: Node; readonly path: Path }[];
  readonly contradicted: string[];
}

function look(node: Node, path: Path, cursor: Cursor, seen: Seen): void {
  for (let origin: Origin | undefined = node.origin; origin !== undefined; origin = origin.overrode) {
    seen.read.add(placeOf(origin));
    seen.contradicted.push(findingKey('valueUnread', origin));
  }
  const children = childrenOf(node).map(([step, value]) => ({ step, value, next: cursor.at(step) }));
  for (const { step, value, next } of children) if (next !== undefined) look(value, [...path, step], next, seen);
  const isRead = children.some(({ next }) => next !== undefined);
  // Without its keys the map would be empty, which may be read.
  if (cursor.isTested && !isRead) return;
  for (const { step, value, next } of children) if (next === undefined) seen.unread.push({ node: value, path: [...path, step] });
}

function childrenOf(node: Node): readonly (readonly [string | number, Node])[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items.map((item, at) => [at, item] as const) : entriesOf(node);
}

function entriesOf({ entries }: MapNode): readonly (readonly [string, Node])[] {
  return entries.map(({ key, value }) => [key, value] as const);
}

function holds(node: Node, places: ReadonlySet<string>): boolean {
  return places.has(placeOf(node.origin)) || childrenOf(node).some(([, value]) => holds(value, places));
}

/** In the chart's own templates, where the chart lies in the repository: others cannot be mended here. */
export function unsetValues({ unset, ownDefaults, chart, values }: ChartRelease): readonly Finding[] {
  if (isInRemote(ownDefaults)) return [];
  const own = `${ownDefaults.slice(0, ownDefaults.lastIndexOf('/') + 1)}templates/`;
  return unset
    .filter(({ file }) => file.startsWith(own))
    .map((place) => {
      const { file, line, column, path } = place;
      const finding = {
        code: 'valueUnset',
        severity: 'information',
        file,
        line,
        column,
        subject: formatPath(shownPath(values, path)),
        detail: chart,
      } as const;
      const related = callSites(place);
      return related.length === 0 ? finding : { ...finding, related };
    });
}

/** At the key itself, if somebody else than the chart set it; or else at those of its keys that somebody set. */
function findingsFor(node: Node, path: Path, release: ChartRelease): readonly Finding[] {
  const chain = originsOf(node.origin);
  const given = chain.filter(({ file }) => !release.defaults.has(file));
  // What the chart offers and does not use is not the user's mistake.
  const isOffered = given.length < chain.length;
  if (given.length > 0) return given.map((origin) => finding(origin, path, release, isOffered));
  const inner = childrenOf(node).flatMap(([step, value]) => findingsFor(value, [...path, step], release));
  const own = inner.filter(({ severity }) => severity === 'warning');
  if (own.length > 0) return own;
  const mine = chain.filter(({ file }) => file === release.ownDefaults && !isInRemote(file));
  return mine.map((origin) => finding(origin, path, release, true));
}

function originsOf(origin: Origin): readonly Origin[] {
  const found: Origin[] = [];
  // The section of a dependency that nobody wrote has the place of its chart.
  for (let one: Origin | undefined = origin; one !== undefined; one = one.overrode) if (one.approximate !== true) found.push(one);
  return found;
}

function finding({ file, line, column }: Origin, path: Path, { chart, values }: ChartRelease, isHint: boolean): Finding {
  const severity = isHint ? 'information' : 'warning';
  return { code: 'valueUnread', severity, file, line, column, subject: formatPath(shownPath(values, path)), detail: chart };
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function placeOf({ file, line, column }: Origin): string {
  return `${file}:${line}:${column}`;
}
