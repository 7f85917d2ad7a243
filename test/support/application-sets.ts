// What the engine makes of an ApplicationSet in a tree, and Applications in a form in which the engine's and Argo CD's can be compared.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createDiscoveryCache } from '../../src/engine/discover/discover';
import type { App, Failure, Json, MapNode } from '../../src/engine/model';
import { discoverFleet, walkFleet } from '../../src/engine/pipeline';
import type { Files } from '../../src/engine/ports';
import { toJson } from '../../src/engine/yaml/json';
import type { ArgoObject } from './argocd';
import { memoryFiles } from './memory-files';

export interface Expansion {
  readonly applications: readonly ArgoObject[];
  /** Without those whose name another one has. */
  readonly made: readonly ArgoObject[];
  /** For which Argo CD would create nothing. */
  readonly failures: readonly Failure[];
}

/**
 * Not among the failures: what an Application leads to, and what Argo CD leaves to others to refuse.
 * @param over what the files of the tree are read through.
 */
export function expansionOf(set: object, tree: Readonly<Record<string, string>>, over = (files: Files): Files => files): Expansion {
  const files = over(memoryFiles({ ...tree, 'set.yaml': stringify(set) }));
  const apps = discoverFleet(files, createDiscoveryCache(), walkFleet(files)).environments.flatMap((environment) => environment.apps);
  const failures = apps
    .flatMap(({ kind, unresolved }) => (kind.startsWith('argo') ? unresolved : []))
    .filter(({ code, detail }) => {
      if (code === 'duplicateObject' || detail === 'its generators give no Application') return false;
      return code !== 'unresolvedSource' || detail?.includes('is not worked out');
    });
  const generated = apps.filter(({ definition }) => definition !== undefined);
  const applicationOf = ({ definition }: App) => toJson(definition as MapNode) as ArgoObject;
  const made = generated.filter(({ unresolved }) => unresolved.every(({ code }) => code !== 'duplicateObject'));
  return { applications: generated.map(applicationOf), made: made.map(applicationOf), failures };
}

/** A parameter that nothing gives stays in the text as it is; all else that fails leaves no Application. */
export function isRefused(failures: readonly Failure[]): boolean {
  const isLeft = ({ detail }: Failure) =>
    detail === 'no generator gives it a value' || detail === 'its tag does not end' || detail?.includes('is not worked out') === true;
  return !failures.every(isLeft);
}

export function readTree(root: string): Readonly<Record<string, string>> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => [join(parentPath, name).slice(root.length + 1), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

/** In one order, and as Go's types have them. */
export function sorted(objects: readonly ArgoObject[]): readonly unknown[] {
  return objects
    .map(({ apiVersion: _, kind: __, ...object }) => filled(object as Json))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Go's types leave out what is empty, and have fields that are empty; values of Helm are as they are. */
function filled(value: Json | undefined): Json | undefined {
  if (value === null || value === '' || value === false) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => filled(item) ?? null);
  if (typeof value !== 'object' || value === undefined) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const kept = key === 'valuesObject' ? inner : filled(inner);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As the API server keeps it. */
export function storedSecret(secret: { data?: Record<string, string>; stringData?: Record<string, string> }): object {
  const { stringData, ...rest } = secret;
  const plain = Object.entries(stringData ?? {}).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { ...rest, data: { ...secret.data, ...Object.fromEntries(plain) } };
}
