// crds: definitions of custom resources, whose extensions say which of their fields are names, references, labels and annotations.
import { FailureError, type MapNode, type Node, type ScalarNode } from '../../model';
import { child, text } from '../../yaml/access';
import { EMPTY_CONFIG, mergeConfigs, type TransformerConfig } from './config';
import type { FieldSpec } from './field-spec';
import { stringsField } from './kustomization';
import { loadFile, parse } from './load';
import { attempt, fail, positionOf, type Scope } from './scope';

/** Deeper than any real definition; ends definitions that refer to themselves, on which kustomize itself crashes. */
const MAX_DEPTH = 64;

/**
 * The config with what the files of `crds` say merged in.
 * Source: kustomize `api/internal/accumulator/loadconfigfromcrds.go`.
 */
export function loadCrds(scope: Scope, fields: MapNode, config: TransformerConfig): TransformerConfig {
  let merged = config;
  for (const reference of stringsField(fields, 'crds')) {
    merged = attempt(scope, reference, () => mergeConfigs(merged, readFile(scope, reference)), merged);
  }
  return merged;
}

function readFile(scope: Scope, reference: ScalarNode): TransformerConfig {
  const file = loadFile(scope, reference);
  if (file === undefined) return EMPTY_CONFIG;
  const { documents, failures } = parse(scope, file);
  for (const failure of failures) fail(scope, failure);
  const [root] = documents;
  // A file of nothing but comments holds no definitions, and is none the worse for it.
  if (failures.length > 0 || (root === undefined && file.text !== '')) return EMPTY_CONFIG;
  if (root?.kind !== 'map') {
    throw new FailureError({
      code: 'invalidField',
      ...positionOf(reference.origin),
      subject: 'crds',
      detail: 'must hold definitions by name',
    });
  }
  return root.entries
    .filter(({ value }) => isObjectType(value))
    .reduce((config, { key }) => readDefinition(root, key, config), EMPTY_CONFIG);
}

function isObjectType(definition: Node): boolean {
  const properties = propertiesOf(definition);
  return ['kind', 'apiVersion', 'metadata'].every((name) => child(properties, name) !== undefined);
}

function readDefinition(root: MapNode, name: string, config: TransformerConfig): TransformerConfig {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  return readProperties(root, name, { kind, path: [] }, config);
}

interface Place {
  readonly kind: string;
  readonly path: readonly string[];
}

function readProperties(root: MapNode, name: string, { kind, path }: Place, config: TransformerConfig): TransformerConfig {
  const definition = child(root, name);
  const properties = propertiesOf(definition);
  if (definition === undefined || properties?.kind !== 'map') return config;
  if (path.length > MAX_DEPTH) {
    throw new FailureError({
      code: 'tooLarge',
      ...positionOf(definition.origin),
      subject: `${MAX_DEPTH} definitions within each other`,
      detail: name,
    });
  }
  let result = config;
  for (const { key, value } of properties.entries) {
    const place = { kind, path: [...path, key] };
    result = mergeConfigs(result, extensionsOf(value, place));
    const reference = text(child(value, '$ref')) ?? '';
    if (reference !== '') result = readProperties(root, reference, place, result);
  }
  return result;
}

function extensionsOf(property: Node, place: Place): TransformerConfig {
  const extension = (name: string) => stringOf(child(property, `x-kubernetes-${name}`));
  const here = specOf(place);
  const specs = (name: string) => (extension(name) === undefined ? [] : [here]);
  const [version, kind] = [extension('object-ref-api-version'), extension('object-ref-kind')];
  const referrer = specOf({ ...place, path: [...place.path, extension('object-ref-name-key') ?? 'name'] });
  return {
    ...EMPTY_CONFIG,
    commonAnnotations: specs('annotation'),
    commonLabels: specs('label-selector'),
    namePrefix: specs('identity'),
    nameReference: version === undefined || kind === undefined ? [] : [{ version, kind, referrers: [referrer] }],
  };
}

function specOf({ kind, path }: Place): FieldSpec {
  return { kind, path: path.join('/') };
}

/** Only texts count: `x-kubernetes-annotation: true` says nothing. */
function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.tag === 'str' ? node.text : undefined;
}

function propertiesOf(definition: Node | undefined): Node | undefined {
  return child(child(definition, 'Schema') ?? child(definition, 'schema'), 'properties');
}
