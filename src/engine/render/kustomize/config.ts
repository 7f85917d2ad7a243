// The field specs that transformers follow: kustomize's defaults, and the merging of further ones from `configurations` and `crds`.
import { type Failure, FailureError } from '../../model';
import { type FieldSpec, selects } from './field-spec';
import { compareGvk } from './gvk';
import commonAnnotations from './tables/common-annotations.json';
import commonLabels from './tables/common-labels.json';
import images from './tables/images.json';
import namePrefix from './tables/name-prefix.json';
import nameReference from './tables/name-reference.json';
import nameSuffix from './tables/name-suffix.json';
import namespace from './tables/namespace.json';
import replicas from './tables/replicas.json';
import templateLabels from './tables/template-labels.json';
import varReference from './tables/var-reference.json';
import volumeClaimTemplateLabels from './tables/volume-claim-template-labels.json';

/** A kind whose names other objects refer to, and the fields that do. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly referrers: readonly FieldSpec[];
}

export const SPEC_TABLES = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'volumeClaimTemplateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;

export type SpecTable = (typeof SPEC_TABLES)[number];

export type TransformerConfig = Readonly<Record<SpecTable, readonly FieldSpec[]>> & {
  readonly nameReference: readonly NameReference[];
};

/** A row of the tables: every kind with every path. */
interface Row {
  readonly group?: string;
  readonly version?: string;
  readonly kinds?: readonly string[];
  readonly create?: boolean;
  readonly paths: readonly string[];
}

export const DEFAULT_CONFIG: TransformerConfig = sorted({
  namePrefix: specs(namePrefix),
  nameSuffix: specs(nameSuffix),
  namespace: specs(namespace),
  commonLabels: specs(commonLabels),
  labels: [],
  templateLabels: specs(templateLabels),
  volumeClaimTemplateLabels: specs(volumeClaimTemplateLabels),
  commonAnnotations: specs(commonAnnotations),
  varReference: specs(varReference),
  images: specs(images),
  replicas: specs(replicas),
  nameReference: nameReference.map(({ referrers, ...target }) => ({ ...target, referrers: specs(referrers) })),
});

/** No specs at all. */
export const EMPTY_CONFIG: TransformerConfig = { ...specTables(() => []), nameReference: [] };

/**
 * The specs of both, sorted. A config merged into an empty one is not always the same: one spec may cover another.
 * @returns `config` itself where nothing is added.
 * @throws FailureError `conflictingFields` where two specs of one field disagree on `create`.
 * Source: kustomize `api/internal/plugins/builtinconfig/transformerconfig.go`.
 */
export function mergeConfigs(config: TransformerConfig, other: TransformerConfig): TransformerConfig {
  const known = MERGED.get(config)?.get(other);
  if (known !== undefined) return known;
  const tables = specTables((table) => mergeSpecs(config[table], other[table]));
  const nameReference = other.nameReference.reduce(mergeReference, config.nameReference);
  const isSame = nameReference === config.nameReference && SPEC_TABLES.every((table) => tables[table] === config[table]);
  const merged = isSame ? config : sorted({ ...tables, nameReference });
  const results = MERGED.get(config) ?? new WeakMap<TransformerConfig, TransformerConfig>();
  MERGED.set(config, results.set(other, merged));
  return merged;
}

/** Nearly every folder merges the same few configs. */
const MERGED = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

/** Files of `configurations` are sorted when they are read, too. */
export function sorted(config: TransformerConfig): TransformerConfig {
  return { ...specTables((table) => config[table].toSorted(compareGvk)), nameReference: config.nameReference.toSorted(compareGvk) };
}

/** A config's tables of field specs, each as `make` gives it. */
export function specTables(make: (table: SpecTable) => readonly FieldSpec[]): Record<SpecTable, readonly FieldSpec[]> {
  return Object.fromEntries(SPEC_TABLES.map((table) => [table, make(table)])) as Record<SpecTable, readonly FieldSpec[]>;
}

/** @throws FailureError `conflictingFields`. A spec is known already when a present one is of a kind it selects, with the same path. */
export function mergeSpecs(specs: readonly FieldSpec[], incoming: readonly FieldSpec[]): readonly FieldSpec[] {
  let merged = specs;
  for (const spec of incoming) {
    const known = merged.find((one) => one.path === spec.path && selects(spec, gvkOf(one)));
    if (known === undefined) merged = [...merged, spec];
    else if ((known.create ?? false) !== (spec.create ?? false)) throw new FailureError(conflict(spec.path));
  }
  return merged;
}

function mergeReference(references: readonly NameReference[], other: NameReference): readonly NameReference[] {
  let found = false;
  const merged = references.map((one) => {
    const [a, b] = [gvkOf(one), gvkOf(other)];
    if (a.group !== b.group || a.version !== b.version || a.kind !== b.kind) return one;
    found = true;
    const referrers = mergeSpecs(one.referrers, other.referrers);
    return referrers === one.referrers ? one : { ...one, referrers };
  });
  if (!found) return [...references, other];
  return merged.every((one, i) => one === references[i]) ? references : merged;
}

function gvkOf(spec: Omit<FieldSpec, 'path'>): { group: string; version: string; kind: string } {
  return { group: spec.group ?? '', version: spec.version ?? '', kind: spec.kind ?? '' };
}

function conflict(path: string): Failure {
  return { code: 'conflictingFields', subject: path, detail: 'two field specs disagree on `create`' };
}

function specs(rows: readonly Row[]): FieldSpec[] {
  return rows.flatMap(({ kinds, paths, ...rest }) =>
    paths.flatMap((path) => (kinds === undefined ? [{ ...rest, path }] : kinds.map((kind) => ({ ...rest, kind, path })))),
  );
}
