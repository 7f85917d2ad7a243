// Chart.lock: which versions it holds the dependencies to, and whether it belongs to those that Chart.yaml declares.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { MapNode, Node } from '../../../model';
import { child } from '../../../yaml/access';
import { toJson } from '../functions/json';
import { bytesOf } from '../go/values';
import { toValue } from '../values/from-node';
import { type Dependency, type Metadata, readDependencies } from './metadata';
import { isCompatible } from './versions';

export interface Lock {
  readonly dependencies: readonly Dependency[] | undefined;
  readonly digest: string;
  /** Where it says of what it is the lock: what failures point at. */
  readonly node: Node;
}

/** Why a lock file does not belong to what is declared, in words, and where that shows. */
export interface OutOfSync {
  readonly detail: string;
  readonly node: Node;
}

export function readLock(file: MapNode): Lock {
  const digest = child(file, 'digest');
  return {
    dependencies: readDependencies(child(file, 'dependencies')),
    digest: digest?.kind === 'scalar' ? digest.text : '',
    node: digest ?? file,
  };
}

/**
 * What `helm dependency build` refuses. Source: `Manager.Build` of Helm 3 and 4, `HashReq` and `HashV2Req` of its resolver.
 * @returns undefined as well where names of repositories in Helm's own settings are part of the digest: those nobody knows here.
 */
export function outOfSync({ apiVersion, dependencies }: Metadata, lock: Lock): OutOfSync | undefined {
  const declared = dependencies ?? [];
  if (declared.some(({ repository }) => /^(?:@|alias:)/.test(repository))) return undefined;
  const [own, locked] = [listJson(dependencies), listJson(lock.dependencies)];
  if (lock.digest === digestOf(`[${own},${locked}]`)) return undefined;
  if (apiVersion === 'v1' && lock.digest === digestOf(`{"dependencies":${own}}`)) return undefined;
  return difference(declared, lock);
}

/** What a dependency is held to. Of a chart that is declared several times, each has the one in its own place. */
export function lockedAs(
  dependency: Dependency,
  declared: readonly Dependency[] | undefined,
  lock: Lock | undefined,
): Dependency | undefined {
  const isSame = ({ name }: Dependency): boolean => name === dependency.name;
  const locked = lock?.dependencies?.filter(isSame) ?? [];
  return locked[declared?.filter(isSame).indexOf(dependency) ?? 0] ?? locked.at(-1);
}

function difference(declared: readonly Dependency[], { dependencies = [], node }: Lock): OutOfSync {
  for (const { name, version, repository } of declared) {
    const locked = dependencies.filter((each) => each.name === name);
    const [first] = locked;
    if (first === undefined) return { detail: `it locks no ${name}`, node };
    if (!locked.some((each) => isCompatible(version, each.version)))
      return { detail: `it locks ${name} at ${first.version}, and ${version} is declared`, node: first.node };
    if (!locked.some((each) => each.repository === repository))
      return {
        detail: `it locks ${name} of ${first.repository || 'charts/'}, and ${repository || 'charts/'} is declared`,
        node: first.node,
      };
  }
  const surplus = dependencies.find(({ name }) => !declared.some((each) => each.name === name));
  if (surplus !== undefined) return { detail: `it locks ${surplus.name}, which is not declared`, node: surplus.node };
  return { detail: 'its digest is that of other declarations', node };
}

function digestOf(json: string): string {
  return `sha256:${bytesToHex(sha256(bytesOf(json)))}`;
}

/** As Go's JSON has a list that is not there. */
function listJson(dependencies: readonly Dependency[] | undefined): string {
  return dependencies === undefined ? 'null' : `[${dependencies.map(dependencyJson).join(',')}]`;
}

/** The fields in the order of Helm's struct; only name and repository are there when they are empty. */
function dependencyJson({ name, version, repository, condition, tags, enabled, alias, node }: Dependency): string {
  const imports = child(node, 'import-values');
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['name', toJson(name)],
    ['version', version === '' ? undefined : toJson(version)],
    ['repository', toJson(repository)],
    ['condition', condition === '' ? undefined : toJson(condition)],
    ['tags', tags.length === 0 ? undefined : `[${tags.map((tag) => toJson(tag)).join(',')}]`],
    ['enabled', enabled ? 'true' : undefined],
    ['import-values', imports?.kind === 'list' && imports.items.length > 0 ? toJson(toValue(imports)) : undefined],
    ['alias', alias === '' ? undefined : toJson(alias)],
  ];
  return `{${fields.flatMap(([key, json]) => (json === undefined ? [] : [`"${key}":${json}`])).join(',')}}`;
}
