// Reads the files of `configurations`: further field specs for the transformers.
import type { MapNode, Node } from '../../model';
import { child, items, text } from '../../yaml/access';
import {
  DEFAULT_CONFIG,
  EMPTY_CONFIG,
  mergeConfigs,
  type NameReference,
  SPEC_TABLES,
  sorted,
  specTables,
  type TransformerConfig,
} from './config';
import type { FieldSpec } from './field-spec';
import { FIELD_SPEC } from './fields';
import { isTrue, stringsField } from './kustomization';
import { loadFile, parse } from './load';
import { attempt, fail, type Scope } from './scope';
import { decode, type ObjectShape, type Shape } from './shape';

const SPECS: Shape = { list: FIELD_SPEC };
const CONFIGURATION: ObjectShape = {
  fields: {
    ...Object.fromEntries(SPEC_TABLES.map((table) => [table, SPECS])),
    nameReference: { list: { fields: { group: 'string', version: 'string', kind: 'string', fieldSpecs: SPECS } } },
  },
};

/** The config that was accumulated, with the defaults and the files of this kustomization merged in. */
export function loadConfigurations(scope: Scope, fields: MapNode, config: TransformerConfig): TransformerConfig {
  const references = stringsField(fields, 'configurations');
  let own = EMPTY_CONFIG;
  for (const reference of references) {
    const file = loadFile(scope, reference);
    if (file === undefined) continue;
    const { documents, failures } = parse(scope, file);
    for (const failure of failures) fail(scope, failure);
    if (failures.length > 0) continue;
    const decoded = documents[0] && decode(documents[0], CONFIGURATION, '', (failure) => fail(scope, failure));
    if (decoded?.kind !== 'map') continue;
    own = attempt(scope, reference, () => mergeConfigs(own, readConfig(decoded)), own);
  }
  const blamed = references[0] ?? fields;
  return attempt(scope, blamed, () => mergeConfigs(config, mergeConfigs(DEFAULT_CONFIG, own)), config);
}

function readConfig(decoded: MapNode): TransformerConfig {
  const nameReference = items(child(decoded, 'nameReference')).map(
    (node): NameReference => ({ ...gvkOf(node), referrers: specsOf(child(node, 'fieldSpecs')) }),
  );
  return sorted({ ...specTables((table) => specsOf(child(decoded, table))), nameReference });
}

/** Field specs of a decoded list. */
export function specsOf(list: Node | undefined): FieldSpec[] {
  return items(list).map((node) => {
    return { ...gvkOf(node), path: text(child(node, 'path')) ?? '', ...(isTrue(node, 'create') ? { create: true } : {}) };
  });
}

function gvkOf(node: Node): Pick<FieldSpec, 'group' | 'version' | 'kind'> {
  const gvk: { group?: string; version?: string; kind?: string } = {};
  for (const field of ['group', 'version', 'kind'] as const) {
    const value = text(child(node, field));
    if (value !== undefined) gvk[field] = value;
  }
  return gvk;
}
