// Whether the patches and the like of a kustomization may change some fields of objects, told without building it.
import type { Node } from '../model';
import { child, items, text } from '../yaml/access';

/** What somebody reads of objects, as parts of regular expressions. */
export interface ReadFields {
  readonly kinds: readonly string[];
  /** Of the spec, as keys of a patch and in pointers. */
  readonly fields: readonly string[];
  /** Of the spec, in pointers alone: as keys they say nothing by themselves. */
  readonly pointed?: readonly string[];
}

export interface PatchedFields {
  /** @param node a kustomization, or the spec of a Flux Kustomization. The files of its patches are looked at by themselves. */
  changedBy(node: Node | undefined): boolean;
  /** Whether a patch, or a part of one, names such a field. */
  namedIn(patch: Node | undefined): boolean;
}

/** Names, and what only a build can tell. */
const ANYTHING = ['namePrefix', 'nameSuffix', 'transformers', 'vars'];
const PATCHES = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'] as const;

export function patchedFields(read: ReadFields): PatchedFields {
  const namedIn = namingOf(read);
  const isOfOthers = (patch: Node): boolean => {
    const kind = text(child(child(patch, 'target'), 'kind'));
    return kind !== undefined && /^\w+$/.test(kind) && !read.kinds.includes(kind);
  };
  return {
    namedIn,
    changedBy(node) {
      const [patches = [], merged = [], operations = [], replacements = []] = PATCHES.map((field) => items(child(node, field)));
      if (ANYTHING.some((field) => child(node, field) !== undefined)) return true;
      if ([...patches, ...operations].some((patch) => !isOfOthers(patch) && namedIn(child(patch, 'patch')))) return true;
      // The file of a replacement is not looked at.
      if (merged.some(namedIn) || operations.some((one) => child(one, 'path') !== undefined)) return true;
      return replacements.some((one) => child(one, 'path') !== undefined || namedIn(child(one, 'targets')));
    },
  };
}

/** The path of an operation is a pointer, and no field of a Kustomization. */
const OPERATION_PATH = /(?:^|[\s{,"'])path["']?:(?=\s*["']?\/)/gm;

function namingOf({ fields, pointed = [] }: ReadFields): (node: Node | undefined) => boolean {
  const [names, inPointers] = [fields.join('|'), [...pointed, ...fields].join('|')];
  const key = new RegExp(`^(?:${names})$`);
  // Of JSON patches, and the field paths of replacements.
  const pointer = new RegExp(`^/spec(?:/(?:${inPointers})(?:/|$)|$)|^/metadata/name(?:space)?$`);
  const fieldPath = new RegExp(`^spec\\.(?:${inPointers})\\b|^metadata\\.name(?:space)?$`);
  // As a key, or in a pointer.
  const inText = new RegExp(
    `(?:^|[\\s{,"'])(?:${names})["']?:|["'\\s](?:/spec/(?:${inPointers})\\b|/(?:spec|metadata/name(?:space)?)["'\\s,}])`,
    'm',
  );
  const inValue = (value: string): boolean => {
    if (!value.includes('\n') && !value.includes('{')) return pointer.test(value) || fieldPath.test(value);
    const isOperations = /(?:^|[\s{,"'-])op["']?:/.test(value);
    return inText.test(`${isOperations ? value.replace(OPERATION_PATH, ' ') : value} `);
  };
  const namedIn = (node: Node | undefined): boolean => {
    if (node === undefined) return false;
    if (node.kind === 'list') return node.items.some(namedIn);
    if (node.kind === 'scalar') return inValue(node.text);
    const isOperation = child(node, 'op') !== undefined;
    return node.entries.some((entry) => (key.test(entry.key) && !(isOperation && entry.key === 'path')) || namedIn(entry.value));
  };
  return namedIn;
}
