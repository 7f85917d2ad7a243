// The kustomization that leads to a run of one of kustomize's filters, as far as one does.
import { stringify } from 'yaml';

export interface Run {
  readonly filter: string;
  readonly test: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
}

type Config = Run['config'];

/** The fields besides those that name the input; undefined for a filter that takes what no field can give: a Go function. */
export function kustomizationOf({ filter, config }: Run): object | undefined {
  if (JSON.stringify(config).includes('$func')) return undefined;
  return FIELDS[filter]?.(config);
}

/** Further files that such a kustomization names: the objects that names may refer to, and the field that does. */
export function furtherFiles({ filter, config }: Run): Record<string, string> {
  if (filter !== 'nameref.Filter') return {};
  const { NameFieldToUpdate: field, ReferralTarget: target } = config as { NameFieldToUpdate: object; ReferralTarget: object };
  const candidates = config.ReferralCandidates as { $resmap: string };
  // The input, with what kustomize remembers of it.
  const referrer = config.Referrer as { $resource: string };
  return {
    'referrer.yaml': referrer.$resource,
    'candidates.yaml': candidates.$resmap,
    'references.yaml': stringify({ nameReference: [{ ...target, fieldSpecs: [field] }] }),
  };
}

const FIELDS: Readonly<Record<string, (config: Config) => object>> = {
  'annotations.Filter': ({ annotations, FsSlice: fieldSpecs }) => plugin('AnnotationsTransformer', { annotations, fieldSpecs }),
  'labels.Filter': ({ labels, FsSlice: fieldSpecs }) => plugin('LabelTransformer', { labels, fieldSpecs }),
  'prefix.Filter': ({ prefix, fieldSpec }) => plugin('PrefixTransformer', { prefix, fieldSpecs: [fieldSpec] }),
  'suffix.Filter': ({ suffix, fieldSpec }) => plugin('SuffixTransformer', { suffix, fieldSpecs: [fieldSpec] }),
  'imagetag.Filter': ({ imageTag, fieldSpecs }) => plugin('ImageTagTransformer', { imageTag, fieldSpecs }),
  'imagetag.LegacyFilter': ({ imageTag }) => plugin('ImageTagTransformer', { imageTag }),
  'replicacount.Filter': ({ replica, fieldSpec }) => plugin('ReplicaCountTransformer', { replica, fieldSpecs: [fieldSpec] }),
  'namespace.Filter': ({ namespace, ...options }) => plugin('NamespaceTransformer', options, { namespace }),
  'patchjson6902.Filter': ({ Patch: patch }) => ({ patches: [{ patch, target: {} }] }),
  'patchstrategicmerge.Filter': ({ Patch }) => ({ patches: [{ patch: (Patch as { $yaml: string }).$yaml, target: {} }] }),
  'valueadd.Filter': ({ Value: value, FieldPath: fieldPath, filePathPosition }) =>
    plugin('ValueAddTransformer', { value, targets: [{ fieldPath, filePathPosition }] }),
  'replacement.Filter': ({ replacements }) => ({ replacements }),
  'nameref.Filter': () => ({ resources: ['referrer.yaml', 'candidates.yaml'], configurations: ['references.yaml'] }),
  'iampolicygenerator.Filter': (config) => ({
    resources: [],
    generators: [stringify({ apiVersion: 'builtin', kind: 'IAMPolicyGenerator', metadata: { name: 'any' }, ...config })],
  }),
};

/** A transformer written inline. */
function plugin(kind: string, config: object, metadata: object = {}): object {
  return { transformers: [stringify({ apiVersion: 'builtin', kind, metadata: { name: 'any', ...metadata }, ...config })] };
}
