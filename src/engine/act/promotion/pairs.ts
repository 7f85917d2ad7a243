// Finds, for each version that the source environment pins, the lines of the target that pin the same image or chart.
import type { App, Failure, Version } from '../../model';

/** A version of the target that the source has in another value. */
export interface VersionPair {
  readonly name: string;
  readonly from: Version;
  readonly to: Version;
}

export interface VersionPairs {
  /** One per line of the target that has to change. */
  readonly changes: readonly VersionPair[];
  /** What the source pins and the promotion cannot carry over, each with the reason. */
  readonly failures: readonly Failure[];
}

export function pairVersions(from: App, to: App, fromName: string, toName: string): VersionPairs {
  const changes: VersionPair[] = [];
  const failures: Failure[] = [];
  for (const [key, sources] of groupByName(from.versions)) {
    const [source] = sources;
    if (source === undefined) continue;
    const name = nameOf(source);
    const tags = new Set(sources.map((version) => version.tag));
    if (tags.size > 1) {
      failures.push(severalTags(name, sources, fromName));
      continue;
    }
    const pinned = digestBefore(source, from, to);
    if (pinned !== undefined) {
      failures.push(digestDecides(pinned, fromName, toName));
      continue;
    }
    const targets = to.versions.filter((version) => keyOf(version) === key);
    const own = targets.filter((target) => !from.versions.some((version) => sameLine(version, target)));
    if (own.length === 0) failures.push(targets.length === 0 ? noPin(source, to, toName) : sharedPin(source, fromName, toName));
    for (const target of own) if (target.tag !== source.tag) changes.push({ name, from: source, to: target });
  }
  return { changes, failures };
}

export function nameOf(version: Version): string {
  return version.image ?? version.chart ?? version.other ?? '';
}

function keyOf({ image, chart, other, digest }: Version): string {
  if (other !== undefined) return `other ${other}`;
  if (image === undefined) return `chart ${chart}`;
  return digest === undefined ? `image ${image}` : `digest ${image}`;
}

/** The digest in the target that decides, whatever tag stands beside it; undefined where the source pins one as well, which is carried over. */
function digestBefore(source: Version, from: App, to: App): Version | undefined {
  const pins = (version: Version): boolean => version.digest === true && version.image === source.image;
  return source.image === undefined || from.versions.some(pins) ? undefined : to.versions.find(pins);
}

function digestDecides(pinned: Version, from: string, to: string): Failure {
  const detail = `${to} pins it by digest, which goes before every tag, and ${from} does not; remove the digest, or pin ${from} by one as well`;
  return { code: 'notPromotable', subject: nameOf(pinned), ...positionOf(pinned), detail };
}

function groupByName(versions: readonly Version[]): ReadonlyMap<string, readonly Version[]> {
  const groups = new Map<string, Version[]>();
  for (const version of versions) groups.set(keyOf(version), [...(groups.get(keyOf(version)) ?? []), version]);
  return groups;
}

function sameLine(a: Version, b: Version): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function severalTags(name: string, sources: readonly Version[], environment: string): Failure {
  const places = sources.map((version) => `${version.tag} at ${version.file}:${version.line}`).join(', ');
  return { code: 'ambiguous', subject: name, ...positionOf(sources[0]), detail: `${environment} pins it in several versions: ${places}` };
}

function noPin(source: Version, to: App, environment: string): Failure {
  const name = nameOf(source);
  const field = source.digest === undefined ? 'newTag' : 'digest';
  const how =
    source.other !== undefined
      ? `${environment} does not pin it in ${to.app}; pin it there once, and the next promotion can carry it`
      : source.image === undefined
        ? `${environment} does not set a version for this chart; set it there once, and the next promotion can carry it`
        : `${environment} does not set ${field} for this image; add "images: [{name: ${name}, ${field}: …}]" to ${imagesPlace(to)}`;
  return { code: 'notPromotable', subject: name, file: to.source.file, line: to.source.line, column: to.source.column, detail: how };
}

/** Where an app can be given images of its own. What copy rules put together has no file that is its own: its Kustomization has. */
export function imagesPlace({ artifact, path, source }: App): string {
  return artifact === undefined ? `${path}/kustomization.yaml` : `the spec of ${source.file}:${source.line}`;
}

function sharedPin(source: Version, from: string, to: string): Failure {
  const detail = `${from} and ${to} take it from the same line, ${source.file}:${source.line}; give ${to} a line of its own first`;
  return { code: 'notPromotable', subject: nameOf(source), ...positionOf(source), detail };
}

function positionOf(version: Version | undefined) {
  return version === undefined ? {} : { file: version.file, line: version.line, column: version.column };
}
