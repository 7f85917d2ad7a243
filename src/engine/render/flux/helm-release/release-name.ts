// The name and namespace of a release. Source: helm-controller/api v1.6.4 (GetReleaseName, GetReleaseNamespace); long names are cut as the controller does it.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { MapNode } from '../../../model';
import { child, text } from '../../../yaml/access';

const LONGEST = 53;
const KEPT = 40;
const OF_HASH = 12;

export interface ReleaseId {
  readonly name: string;
  readonly namespace: string;
}

/** @param owner name and namespace of the HelmRelease. */
export function releaseId(release: MapNode, owner: ReleaseId): ReleaseId {
  const spec = child(release, 'spec');
  const target = text(child(spec, 'targetNamespace')) || undefined;
  const name = text(child(spec, 'releaseName')) || (target === undefined ? owner.name : `${target}-${owner.name}`);
  return { name: shortened(name), namespace: target ?? owner.namespace };
}

/** Helm takes no name of more than 53 characters. */
function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(0, KEPT)}-${bytesToHex(sha256(new TextEncoder().encode(name))).slice(0, OF_HASH)}`;
}
