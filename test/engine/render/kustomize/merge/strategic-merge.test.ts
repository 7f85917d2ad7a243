// Origins after a strategic merge, and the merges that upstream's own tests leave out.
import { describe, expect, test } from 'vitest';
import { FailureError, type MapNode, type Origin } from '../../../../../src/engine/model';
import { strategicMerge } from '../../../../../src/engine/render/kustomize/merge/strategic-merge';
import { isNamespaced } from '../../../../../src/engine/render/kustomize/schema/scope';
import { at } from '../../../../../src/engine/yaml/access';
import { emitDocuments, emitText } from '../../../../../src/engine/yaml/emit';
import { readDocuments } from '../../../../../src/engine/yaml/read';

const BASE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  finalizers: [a]
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        image: web:1
        args: [one, two]
        ports:
        - containerPort: 80
          protocol: TCP
      - name: proxy
        image: proxy:1
`;

describe('origins', () => {
  test('a patched value has the line of the patch, over the line that it replaced; the rest keeps its own', () => {
    const patch = `kind: Deployment
spec:
  replicas: 5
  template:
    spec:
      containers:
      - name: web
        image: web:1
        args: [three]
        env:
        - name: A
          value: b
`;
    expect(review(merge(BASE, patch) as MapNode)).toBe(`apiVersion: apps/v1                # base:1
kind: Deployment                   # patch:1 (patch), over base:2
metadata:                          # base:3
  finalizers:                      # base:5
  - a                              # base:5
  name: web                        # base:4
spec:                              # base:6
  replicas: 5                      # patch:3 (patch), over base:7
  template:                        # base:8
    spec:                          # base:9
      containers:                  # base:10
      - args:                      # patch:9 (patch), over base:13
        - three                    # patch:9 (patch), over base:13
        env:                       # patch:10 (patch)
        - name: A                  # patch:11 (patch)
          value: b                 # patch:12 (patch)
        image: web:1               # patch:8 (patch), over base:12
        name: web                  # patch:7 (patch), over base:11
        ports:                     # base:14
        - containerPort: 80        # base:15
          protocol: TCP            # base:16
      - image: proxy:1             # base:18
        name: proxy                # base:17
`);
  });

  test('what a second patch replaces has the first patch behind it', () => {
    const once = merge(BASE, 'spec: {replicas: 2}') as MapNode;
    const twice = strategicMerge(once, read('spec:\n  replicas: 3\n', 'second'));
    const chain: string[] = [];
    for (let origin: Origin | undefined = at(twice, ['spec', 'replicas'])?.origin; origin; origin = origin.overrode) {
      chain.push(`${origin.file}:${origin.line} ${origin.step}`);
    }
    expect(chain).toEqual(['second:2 patch', 'patch:1 patch', 'base:7 resource']);
  });

  test('nothing that the patch leaves alone is copied', () => {
    const target = read(BASE, 'base');
    const merged = strategicMerge(target, read('metadata: {labels: {a: b}}', 'patch'));
    expect(at(merged, ['spec'])).toBe(at(target, ['spec']));
  });
});

describe('values', () => {
  test('items that only the patch has come first', () => {
    expect(names('spec: {template: {spec: {containers: [{name: new}]}}}')).toEqual(['new', 'web', 'proxy']);
  });

  test('directives and nulls within what the patch adds are carried out', () => {
    const merged = merge(BASE, 'spec: {strategy: {type: null, x: {$patch: delete, y: 1}, z: {$patch: replace, w: 2}}}');
    expect(emitText([at(merged, ['spec', 'strategy']) as MapNode])).toBe('z:\n  w: 2\n');
  });

  test('an item, a list and an object are deleted', () => {
    expect(names('spec: {template: {spec: {containers: [{name: web, $patch: delete}]}}}')).toEqual(['proxy']);
    expect(names('spec: {template: {spec: {containers: [{$patch: replace}, {name: only}]}}}')).toEqual(['only']);
    expect(merge(BASE, '$patch: delete')).toBeUndefined();
  });

  test('lists of custom resources are replaced', () => {
    const target = 'apiVersion: x.dev/v1\nkind: Foo\nspec: {containers: [{name: a}, {name: b}]}\n';
    expect(emitText([merge(target, 'spec: {containers: [{name: c}]}') as MapNode])).toContain('containers:\n  - name: c\n');
  });

  test('an empty value of the target goes, an explicit null stays', () => {
    const merged = merge('apiVersion: v1\nkind: Pod\nspec:\n  a:\n  b: null\n', 'spec: {c: 1}');
    expect(emitText([at(merged, ['spec']) as MapNode])).toBe('b: null\nc: 1\n');
  });

  test('a port without protocol does not reach the one with it, which is upstream’s way', () => {
    const merged = merge(BASE, 'spec: {template: {spec: {containers: [{name: web, ports: [{containerPort: 80, name: http}]}]}}}');
    const ports = at(merged, ['spec', 'template', 'spec', 'containers', 0, 'ports']);
    expect(emitText([ports as MapNode])).toBe('- containerPort: 80\n  protocol: TCP\n');
  });
});

test('a patch that does not fit is refused at its line', () => {
  const failure = failureOf(() => merge(BASE, 'spec:\n  replicas: 1\n  template: [x]\n'));
  expect(failure).toMatchObject({ code: 'patchInvalid', file: 'patch', line: 3 });
  expect(failureOf(() => merge(BASE, 'spec:\n  $patch: remove\n'))).toMatchObject({ code: 'patchInvalid', file: 'patch', line: 2 });
});

test('scopes of kinds', () => {
  expect(isNamespaced('apps/v1', 'Deployment')).toBe(true);
  expect(isNamespaced('v1', 'Namespace')).toBe(false);
  expect(isNamespaced('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy')).toBe(false);
  expect(isNamespaced('x.dev/v1', 'Foo')).toBeUndefined();
});

function merge(target: string, patch: string): MapNode | undefined {
  return strategicMerge(read(target, 'base'), read(patch, 'patch'));
}

function names(patch: string): unknown[] {
  const containers = at(merge(BASE, patch), ['spec', 'template', 'spec', 'containers']);
  return containers?.kind === 'list' ? containers.items.map((item) => (at(item, ['name']) as { text: string }).text) : [];
}

function read(text: string, file: string): MapNode {
  const { documents, failures } = readDocuments(text, file);
  expect(failures).toEqual([]);
  return documents[0] as MapNode;
}

/** The text with the origin of each line behind it. */
function review(node: MapNode): string {
  const { text, lines } = emitDocuments([node]);
  const shown = text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => `${line.padEnd(34)} # ${describeOrigin(lines[index]?.origin as Origin)}`);
  return `${shown.join('\n')}\n`;
}

function describeOrigin({ file, line, step, overrode }: Origin): string {
  const own = `${file}:${line}${step === 'resource' ? '' : ` (${step})`}`;
  return overrode === undefined ? own : `${own}, over ${describeOrigin(overrode)}`;
}

function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return undefined;
}
