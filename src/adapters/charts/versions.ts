// Which of a chart's versions a reference means.
import type { Answer, ChartReference } from '../../engine/ports';
import { compareVersions, parseConstraint, parseVersion, type Version } from '../../engine/render/helm/go/semver';
import { GoError } from '../../engine/render/helm/go/values';
import { withoutCredentials } from '../http/download';
import { failed, wordsOf } from '../live/failures';

/**
 * The newest version in the reference's range, a version of exactly this text first; with no range, the newest release.
 * Source: Helm's `pkg/repo`, IndexFile.Get, and `pkg/registry`, GetTagMatchingVersionOrConstraint.
 *
 * @param available in any order; what is no version is passed over, as registries hold other tags too.
 */
export function chooseVersion({ repository, name, version }: ChartReference, available: readonly string[]): Answer<string> {
  if (version !== '' && available.includes(version)) return { kind: 'answer', value: version };
  const subject = `${name} from ${withoutCredentials(repository)}`;
  let holds: (version: Version) => boolean;
  try {
    holds = parseConstraint(version === '' ? '*' : version);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return failed({ code: 'downloadFailed', subject, detail: `“${version}” is no version: ${wordsOf(error)}` });
  }
  const newest = available
    .flatMap((text) => versionOrNothing(text))
    .filter(holds)
    .sort(compareVersions)
    .at(-1);
  if (newest !== undefined) return { kind: 'answer', value: newest.original };
  const detail = `none of its ${available.length} versions ${version === '' ? 'is a release' : `is in ${version}`}`;
  return failed({ code: 'downloadFailed', subject, detail });
}

/** A version that names one chart for good, and no range: fetched once, it need not be asked for again. */
export function isExactVersion(version: string): boolean {
  return /^v?\d+\.\d+\.\d+/.test(version) && versionOrNothing(version).length === 1;
}

/** The digest of a manifest, by which a registry has a chart as it has it by a tag. */
export function isManifestDigest(version: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(version);
}

function versionOrNothing(text: string): Version[] {
  try {
    return [parseVersion(text)];
  } catch (error) {
    if (error instanceof GoError) return [];
    throw error;
  }
}
