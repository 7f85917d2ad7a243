// What Helm refuses before it renders: names of releases, library charts, dependencies that are not there, other Kubernetes versions.
import type { Failure } from '../../../model';
import type { Chart } from '../chart/chart';
import { isCompatible } from '../chart/versions';
import type { KubeVersion } from './capabilities';

const RELEASE_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_RELEASE_NAME = 53;

/** Source: `ValidateReleaseName` of Helm. */
export function checkReleaseName(name: string): readonly Failure[] {
  if (RELEASE_NAME.test(name) && name.length <= LONGEST_RELEASE_NAME) return [];
  return [{ code: 'usage', subject: `“${name}” cannot be the name of a release: lower-case letters, digits, “-” and “.”, at most 53.` }];
}

/** Source: `checkIfInstallable` of Helm. */
export function checkInstallable({ metadata, file, path }: Chart): readonly Failure[] {
  if (metadata.type !== 'library') return [];
  return [{ code: 'chartInvalid', file, subject: path, detail: 'it is a library, which only other charts use' }];
}

/** Source: `renderResources` of Helm. */
export function checkKubeVersion({ metadata, file }: Chart, { normalized }: KubeVersion): readonly Failure[] {
  const { kubeVersion } = metadata;
  if (kubeVersion === '' || isCompatible(kubeVersion, normalized)) return [];
  return [{ code: 'kubeVersionMismatch', file, subject: kubeVersion, detail: normalized }];
}
