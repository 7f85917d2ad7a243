// Which of a chart's versions a reference means.
import type { Answer, ChartChooser, ChartReference } from '../../engine/ports';
import { compareVersions, parseConstraint, parseVersion, type Version } from '../../engine/render/helm/go/semver';
import { GoError } from '../../engine/render/helm/go/values';
import { withoutCredentials } from '../http/download';
import { failed, wordsOf } from '../live/failures';

export interface Available {
  readonly version: string;
  /** In a chart repository, in milliseconds; 0 where it does not say. */
  readonly created?: number;
}

/**
 * The newest version in the reference's range, a version of exactly this text first; with no range, the newest release. Of versions that differ
 * in what builds add to them, the first; source-controller takes the one that was made last.
 * Source: Helm's `IndexFile.Get` and `GetTagMatchingVersionOrConstraint`, `getChartVersion` of source-controller v1.9.5, `MaxVersion` of argo-cd v3.2.6.
 *
 * @param available in the order of the repository; what is no version is passed over, as registries hold other tags too.
 */
export function chooseVersion<T extends Available>(reference: ChartReference, available: readonly T[]): Answer<T> {
  const { repository, name, version, chosenBy = 'helm' } = reference;
  const exact = NO_TEXTS.has(chosenBy) ? undefined : available.find((one) => one.version === version);
  if (exact !== undefined) return { kind: 'answer', value: exact };
  const subject = `${name} from ${withoutCredentials(repository)}`;
  let holds: (version: Version) => boolean;
  try {
    holds = parseConstraint(version === '' && chosenBy !== 'dependency' ? '*' : version);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return failed({ code: 'downloadFailed', subject, detail: `“${version}” is no version: ${wordsOf(error)}` });
  }
  let newest: Candidate<T> | undefined;
  for (const one of available) {
    const read = readVersion(one.version, chosenBy);
    if (read !== undefined && holds(read) && (newest === undefined || isNewer({ one, read }, newest, chosenBy))) newest = { one, read };
  }
  if (newest !== undefined) return { kind: 'answer', value: newest.one };
  const detail = `none of its ${available.length} versions ${version === '' ? 'is a release' : `is in ${version}`}`;
  return failed({ code: 'downloadFailed', subject, detail });
}

/** A version that names one chart for good, and no range: fetched once, it need not be asked for again. */
export function isFinal({ version, chosenBy }: Pick<ChartReference, 'version' | 'chosenBy'>): boolean {
  return (
    isManifestDigest(version) || (chosenBy !== 'semver' && /^v?\d+\.\d+\.\d+/.test(version) && versionOrNothing(version) !== undefined)
  );
}

/** What a registry is asked for as it is, without a look at its tags. To Helm, `1.2` is the name of a tag as well. */
export function isTagName({ version, chosenBy = 'helm' }: Pick<ChartReference, 'version' | 'chosenBy'>): boolean {
  return chosenBy === 'tag' || (chosenBy !== 'semver' && readVersion(version, chosenBy) !== undefined);
}

/** Tags that whoever chooses takes for versions. Source: `Client.Tags` of Helm, which source-controller uses as well. */
export function isVersionTag(tag: string, chosenBy: ChartChooser = 'helm'): boolean {
  return versionOrNothing(tag) !== undefined && (STRICT.test(tag) || !OF_HELM.has(chosenBy));
}

/** The digest of a manifest, by which a registry has a chart as it has it by a tag. */
export function isManifestDigest(version: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(version);
}

/** To whom a version is a range as well, and not a text to look for. Source of the second: `Resolver.Resolve` of Helm. */
const NO_TEXTS: ReadonlySet<ChartChooser> = new Set(['semver', 'dependency']);

const OF_HELM: ReadonlySet<ChartChooser> = new Set(['helm', 'dependency', 'sourceController']);

const STRICT = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:[-+]|$)/;

/** Flux reads no version of fewer than three parts. Source: `ParseVersion` of fluxcd/pkg/version. */
function readVersion(text: string, chosenBy: ChartChooser): Version | undefined {
  const isOfFlux = chosenBy === 'sourceController' || chosenBy === 'semver';
  return isOfFlux && text.split('.').length < 3 ? undefined : versionOrNothing(text);
}

interface Candidate<T extends Available = Available> {
  readonly one: T;
  readonly read: Version;
}

function isNewer({ one, read }: Candidate, than: Candidate, chosenBy: ChartChooser): boolean {
  const order = compareVersions(read, than.read);
  if (order !== 0 || chosenBy !== 'sourceController') return order > 0;
  return one.created !== undefined && than.one.created !== undefined && one.created >= than.one.created;
}

function versionOrNothing(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch (error) {
    if (error instanceof GoError) return undefined;
    throw error;
  }
}
