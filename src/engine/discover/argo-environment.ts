// The environment of an Argo CD Application: by destination, folder or parameters, with the rule in words.
import type { MapNode } from '../model';
import { at, child, text } from '../yaml/access';
import { isOpen } from './application-set/template';
import { entryPointName, hasEnvironmentPart, isEnvironmentName } from './order';
import { baseName, isFetched, parentOf, segments } from './paths';
import type { SourceObject } from './sources';

const IN_CLUSTER = 'https://kubernetes.default.svc';
/** The cluster that Argo CD itself runs in. */
export const IN_CLUSTER_NAME = 'in-cluster';

export interface Named {
  readonly name: string;
  readonly reason: string;
  /** The object in words. */
  readonly where?: string;
  /** Whether its destination is the cluster of its own controller. */
  readonly isOwnCluster?: boolean;
}

/** What a generated Application has beside its object. */
export interface Generated {
  readonly set: SourceObject;
  readonly parameters: MapNode;
}

/**
 * An environment's name in the destination, the source's path, the parameters or the object's folder; else the destination itself.
 * @param inTree a path as the tree that is open has it: the folder of another branch names nothing by itself.
 */
export function environmentOf(
  object: SourceObject,
  path: string | undefined,
  generated?: Generated,
  inTree = (known: string): string => known,
): Named {
  const of = generated === undefined ? '' : ` of ApplicationSet ${generated.set.name}`;
  const where = `Argo CD Application ${object.name}${of} (${object.file}:${object.line})`;
  const shown = path === undefined ? undefined : inTree(path);
  return {
    ...namedBy(object, shown, generated, where, inTree(generated?.set.file ?? object.file)),
    where,
    isOwnCluster: destinationOf(object)?.name === IN_CLUSTER_NAME,
  };
}

function namedBy(object: SourceObject, path: string | undefined, generated: Generated | undefined, where: string, file: string): Named {
  const destination = destinationOf(object);
  const name = destination?.name;
  if (name !== undefined && isEnvironmentName(name)) return { name, reason: `destination of ${where}` };
  const cluster = text(at(object.node, ['spec', 'destination', 'name']));
  if (cluster === name && name !== undefined && hasEnvironmentPart(name)) return { name, reason: `destination of ${where}` };
  const inPath = path === undefined ? undefined : folderName(path);
  if (inPath !== undefined) return { name: inPath, reason: `folder of ${where}` };
  const given = generated === undefined ? undefined : generatedName(object, path, generated.parameters, where);
  if (given !== undefined) return given;
  const inFile = isFetched(file) ? undefined : folderName(parentOf(file));
  if (inFile !== undefined) return { name: inFile, reason: `folder of ${where}` };
  if (name === undefined) return { name: IN_CLUSTER_NAME, reason: `${where}, whose destination is not known` };
  return { name, reason: `destination of ${where}` };
}

/** The destination of an ApplicationSet where its template names one, else the cluster that Argo CD runs in. */
export function environmentOfSet(set: SourceObject): Named {
  const where = `Argo CD ApplicationSet ${set.name} (${set.file}:${set.line})`;
  const destination = destinationOf({ node: (at(set.node, ['spec', 'template']) ?? set.node) as MapNode });
  return {
    name: destination?.name ?? IN_CLUSTER_NAME,
    where,
    isOwnCluster: destination?.name === IN_CLUSTER_NAME,
    reason: destination === undefined ? `${where}, whose destinations are not known` : `destination of ${where}`,
  };
}

/** None where a part of it could not be worked out. */
function destinationOf({ node }: Pick<SourceObject, 'node'>): { readonly name: string } | undefined {
  const destination = at(node, ['spec', 'destination']);
  const named = [child(destination, 'name'), child(destination, 'server')].map(text).find((value) => value !== undefined && value !== '');
  if (destination === undefined) return undefined;
  if (named === undefined || named === IN_CLUSTER) return { name: IN_CLUSTER_NAME };
  return isOpen(named) ? undefined : { name: named.replace(/^https?:\/\//, '') };
}

function folderName(folder: string): string | undefined {
  const named = entryPointName(segments(folder));
  return named === undefined || named.rule === 'layout' ? undefined : named.name;
}

/** Parameters that people name an environment by, the most telling first. */
const TELLING = [['cluster'], ['cluster', 'name'], ['environment'], ['env'], ['stage'], ['name']] as const;

/** A parameter's value or the last folder. What names the Application itself is no environment: `dev-portal` is an app. */
function generatedName(object: SourceObject, path: string | undefined, parameters: MapNode, where: string): Named | undefined {
  for (const keys of TELLING) {
    const value = text(child(parameters, keys.join('.'))) ?? text(at(parameters, keys));
    const isOwnName = keys[0] === 'name' && value === object.name;
    if (value !== undefined && (isEnvironmentName(value) || (hasEnvironmentPart(value) && !isOwnName)))
      return { name: value, reason: `parameter ${keys.join('.')} of ${where}` };
  }
  const folder = path === undefined ? '' : baseName(path);
  return hasEnvironmentPart(folder) && folder !== object.name ? { name: folder, reason: `last folder of ${where}` } : undefined;
}
