// Random edits of a fleet as people make them: contents, kustomizations, files and folders that come, go and move, YAML that is broken and mended.
import * as fc from 'fast-check';
import { fleet } from '../../scripts/bench-fleet.mjs';

/** One edit, before it is known what the tree holds. */
const edit = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('content' as const) },
    { weight: 3, arbitrary: fc.constant('kustomization' as const) },
    { weight: 2, arbitrary: fc.constantFrom('break', 'delete', 'add', 'rename', 'renameFolder') },
    { weight: 5, arbitrary: fc.constant('mend' as const) },
  ),
  at: fc.nat(),
  what: fc.nat(999),
});
export type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

export function drawEdits(seed: number, count: number): readonly Edit[] {
  return fc.sample(edit, { seed, numRuns: count });
}

export interface EditableFleet {
  /** Path to content, changed in place. */
  readonly tree: Record<string, string>;
  /** @returns the paths that were written or are gone. */
  edit(edit: Edit): readonly string[];
}

/** A fleet of so many apps. Most of it stays sound: half of the edits take earlier ones back. */
export function editableFleet(apps: number): EditableFleet {
  const sound: Readonly<Record<string, string>> = fleet(apps);
  const tree: Record<string, string> = { ...sound };
  return {
    tree,
    edit({ kind, at, what }) {
      const paths = Object.keys(tree);
      const path = paths[at % paths.length] as string;
      switch (kind) {
        case 'content':
          return write(tree, path, changed(tree[path] as string, what));
        case 'kustomization':
          return changeKustomization(tree, at, what);
        case 'break':
          return write(tree, path, BROKEN[what % BROKEN.length] as string);
        case 'delete':
          return remove(tree, path);
        case 'add':
          return write(tree, `${path.slice(0, path.lastIndexOf('/'))}/added-${what % 3}.yaml`, configMap(what));
        case 'rename':
          return move(tree, [path], (one) => one.replace(/(\.\w+)?$/, `-${what % 3}$1`));
        case 'renameFolder':
          return renameFolder(tree, path, what);
        case 'mend':
          return mend(tree, sound, at);
      }
    },
  };
}

const BROKEN = ['kind: [\n', '\ta: b\n', 'a: 1\na: 2\n', '', 'resources: nothing\n', '- a\n- b\n', 'apiVersion: v1\nkind: ConfigMap\n'];

const FIELDS = [
  'namePrefix: p-\n',
  'nameSuffix: -s\n',
  'namespace: moved\n',
  'commonAnnotations: {edited: "yes"}\n',
  'labels: [{pairs: {edited: "1"}, includeSelectors: true}]\n',
  'images: [{name: ghcr.io/example/app, newTag: "9"}]\n',
  'resources: [added-0.yaml]\n',
  'sortOptions: {order: fifo}\n',
  'configMapGenerator: [{name: edited, literals: [a=1]}]\n',
];

function changed(text: string, what: number): string {
  const lines = text.split('\n');
  const index = lines.findIndex((line, i) => i >= what % lines.length && /\d/.test(line));
  if (index === -1) return `${text}# edited ${what}\n`;
  return lines.with(index, (lines[index] as string).replace(/\d+/, String(what))).join('\n');
}

/** Adds a field, or one that takes the place of another, or takes the last line away. */
function changeKustomization(tree: Record<string, string>, at: number, what: number): readonly string[] {
  const files = Object.keys(tree).filter((path) => path.endsWith('kustomization.yaml'));
  const path = files[at % files.length] as string;
  const text = tree[path] as string;
  const field = FIELDS[what % FIELDS.length] as string;
  if (what % 5 === 0) return write(tree, path, text.replace(/[^\n]*\n$/, ''));
  return write(tree, path, `${text.replace(new RegExp(`^${field.slice(0, field.indexOf(':'))}:.*\\n`, 'm'), '')}${field}`);
}

function renameFolder(tree: Record<string, string>, path: string, what: number): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const inside = Object.keys(tree).filter((one) => one.startsWith(`${folder}/`));
  return move(tree, inside, (one) => `${folder}-${what % 3}${one.slice(folder.length)}`);
}

/** Brings back what differs from the sound fleet, one folder at a time. */
function mend(tree: Record<string, string>, sound: Readonly<Record<string, string>>, at: number): readonly string[] {
  const wrong = [...new Set([...Object.keys(tree), ...Object.keys(sound)])].filter((path) => tree[path] !== sound[path]);
  const path = wrong[at % wrong.length];
  if (path === undefined) return [];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const mended = wrong.filter((one) => one.startsWith(folder));
  for (const one of mended) {
    if (sound[one] === undefined) delete tree[one];
    else tree[one] = sound[one];
  }
  return mended;
}

function write(tree: Record<string, string>, path: string, content: string): readonly string[] {
  tree[path] = content;
  return [path];
}

function remove(tree: Record<string, string>, path: string): readonly string[] {
  delete tree[path];
  return [path];
}

function move(tree: Record<string, string>, paths: readonly string[], to: (path: string) => string): readonly string[] {
  for (const path of paths) {
    tree[to(path)] = tree[path] as string;
    delete tree[path];
  }
  return [...paths, ...paths.map(to)];
}

function configMap(what: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: added-${what % 3}\ndata:\n  a: "${what}"\n`;
}
