// The fields of a kustomization file (kustomize 5.8.2) and the shape of each.
import type { ObjectShape, Shape } from './shape';

const STRINGS: Shape = { list: 'string' };
const PAIRS: Shape = { values: 'string' };
const GVK = { group: 'string', version: 'string', kind: 'string' } as const;
const ID = { ...GVK, name: 'string', namespace: 'string' } as const;
export const FIELD_SPEC: ObjectShape = { fields: { ...GVK, path: 'string', create: 'boolean' } };
export const SELECTOR: ObjectShape = { fields: { ...ID, annotationSelector: 'string', labelSelector: 'string' } };

export const PATCH: ObjectShape = {
  fields: {
    path: 'string',
    patch: 'string',
    target: SELECTOR,
    options: { fields: { allowNameChange: 'boolean', allowKindChange: 'boolean' } },
  },
};

const GENERATOR_OPTIONS: ObjectShape = {
  fields: { labels: PAIRS, annotations: PAIRS, disableNameSuffixHash: 'boolean', immutable: 'boolean' },
};

export const GENERATOR: ObjectShape = {
  fields: {
    namespace: 'string',
    name: 'string',
    behavior: 'string',
    literals: STRINGS,
    files: STRINGS,
    envs: STRINGS,
    env: 'string',
    options: GENERATOR_OPTIONS,
  },
};

export const SECRET_GENERATOR: ObjectShape = { fields: { ...GENERATOR.fields, type: 'string' } };

export const IMAGE: ObjectShape = {
  fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' },
};

export const LABEL: ObjectShape = {
  fields: {
    pairs: PAIRS,
    includeSelectors: 'boolean',
    includeTemplates: 'boolean',
    includeVolumeClaimTemplates: 'boolean',
    fields: { list: FIELD_SPEC },
  },
};

export const REPLICA: ObjectShape = { fields: { name: 'string', count: 'integer' } };

const FIELD_OPTIONS: ObjectShape = { fields: { delimiter: 'string', index: 'integer', encoding: 'string', create: 'boolean' } };

export const REPLACEMENT: ObjectShape = {
  fields: {
    path: 'string',
    source: { fields: { ...ID, fieldPath: 'string', options: FIELD_OPTIONS } },
    sourceValue: 'string',
    targets: { list: { fields: { select: SELECTOR, reject: { list: SELECTOR }, fieldPaths: STRINGS, options: FIELD_OPTIONS } } },
  },
};

const VARIABLE: ObjectShape = {
  fields: {
    name: 'string',
    objref: { fields: { apiVersion: 'string', ...ID } },
    fieldref: { fields: { fieldPath: 'string' } },
  },
};

const SORT_OPTIONS: ObjectShape = {
  fields: { order: 'string', legacySortOptions: { fields: { orderFirst: STRINGS, orderLast: STRINGS } } },
};

export const HELM_GLOBALS: ObjectShape = { fields: { chartHome: 'string', configHome: 'string' } };

export const HELM_CHART: ObjectShape = {
  fields: {
    name: 'string',
    version: 'string',
    repo: 'string',
    releaseName: 'string',
    namespace: 'string',
    additionalValuesFiles: STRINGS,
    valuesFile: 'string',
    valuesInline: 'any',
    valuesMerge: 'string',
    includeCRDs: 'boolean',
    skipHooks: 'boolean',
    apiVersions: STRINGS,
    kubeVersion: 'string',
    nameTemplate: 'string',
    skipTests: 'boolean',
    debug: 'boolean',
    devel: 'boolean',
  },
};

/** The form of the deprecated field `helmChartInflationGenerator`. */
const HELM_CHART_ARGS: ObjectShape = {
  fields: {
    chartName: 'string',
    chartVersion: 'string',
    chartRepoUrl: 'string',
    chartHome: 'string',
    chartRepoName: 'string',
    helmBin: 'string',
    helmHome: 'string',
    values: 'string',
    valuesLocal: 'any',
    valuesMerge: 'string',
    releaseName: 'string',
    releaseNamespace: 'string',
    extraArgs: STRINGS,
  },
};

export const KUSTOMIZATION: ObjectShape = {
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: { fields: { name: 'string', namespace: 'string', labels: PAIRS, annotations: PAIRS } },
    openapi: PAIRS,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: PAIRS,
    labels: { list: LABEL },
    commonAnnotations: PAIRS,
    patchesStrategicMerge: STRINGS,
    patchesJson6902: { list: PATCH },
    patches: { list: PATCH },
    images: { list: IMAGE },
    imageTags: { list: IMAGE },
    replacements: { list: REPLACEMENT },
    replicas: { list: REPLICA },
    vars: { list: VARIABLE },
    sortOptions: SORT_OPTIONS,
    resources: STRINGS,
    components: STRINGS,
    crds: STRINGS,
    bases: STRINGS,
    configMapGenerator: { list: GENERATOR },
    secretGenerator: { list: SECRET_GENERATOR },
    helmGlobals: HELM_GLOBALS,
    helmCharts: { list: HELM_CHART },
    helmChartInflationGenerator: { list: HELM_CHART_ARGS },
    generatorOptions: GENERATOR_OPTIONS,
    configurations: STRINGS,
    generators: STRINGS,
    transformers: STRINGS,
    validators: STRINGS,
    buildMetadata: STRINGS,
  },
};

/** Fields whose use kustomize warns about, or that it calls deprecated where it defines them, and what to use in their place. */
export const DEPRECATED_FIELDS: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  helmChartInflationGenerator: 'helmCharts',
  imageTags: 'images',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
  vars: 'replacements',
};
