// What all renders together say of the lines that they share: of no use, replaced later, repeated, deprecated.
import { describe, expect, test } from 'vitest';
import { createMask } from '../../src/engine/normalise/mask';
import { findingLine } from '../../src/engine/presenter';
import type { Session } from '../../src/session/session';
import { sessionOver } from '../support/session-over';

const WEB =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  template:\n    spec:\n' +
  '      containers:\n      - name: web\n        image: web:1\n        args: [a, b]\n';

const BASE = { 'base/kustomization.yaml': 'resources: [web.yaml]\n', 'base/web.yaml': WEB };

/** A strategic merge patch of the Deployment, whose `spec` begins in line 6. */
const patch = (spec: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n${spec}`;
const overlay = (more = '') => `resources: [../../base]\n${more}`;
const component = (more: string) => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${more}`;

/** `severity code file:line:column subject < lines that are why`. */
function said(session: Session): string[] {
  return session.findings().map(({ severity, code, file, line, column, subject, related = [] }) => {
    const why = related.map((place) => ` < ${place.file}:${place.line}:${place.column}`).join('');
    return `${severity} ${code} ${file}:${line}:${column} ${subject}${why}`;
  });
}

const find = (tree: Record<string, string>) => said(sessionOver({ ...BASE, ...tree }));

describe('matches nothing', () => {
  test('a patch whose target selects no object', () => {
    const kustomization = overlay('patches:\n- target: {kind: StatefulSet}\n  patch: |\n    - {op: remove, path: /spec}\n');
    expect(find({ 'overlays/staging/kustomization.yaml': kustomization })).toEqual([
      'warning targetMatchesNothing overlays/staging/kustomization.yaml:3:3 patches.target',
    ]);
  });

  test('an image that no container uses, and one whose name holds a tag', () => {
    const kustomization = overlay('images:\n- {name: web, newTag: "2"}\n- {name: wep, newTag: "2"}\n- {name: "web:2", newTag: "3"}\n');
    expect(find({ 'overlays/staging/kustomization.yaml': kustomization })).toEqual([
      'warning imageMatchesNothing overlays/staging/kustomization.yaml:4:10 wep',
    ]);
  });

  test('a target of a replacement; and options that are not read', () => {
    const source = '- source: {kind: Deployment, fieldPath: spec.replicas, options: {create: true, index: 1}}\n';
    const targets = '  targets:\n  - select: {kind: Service}\n    fieldPaths: [spec.x]\n    options: {encoding: base64}\n';
    expect(find({ 'overlays/staging/kustomization.yaml': overlay(`replacements:\n${source}${targets}`) })).toEqual([
      'warning optionIgnored overlays/staging/kustomization.yaml:3:74 create',
      'warning optionIgnored overlays/staging/kustomization.yaml:3:87 index',
      'warning targetMatchesNothing overlays/staging/kustomization.yaml:5:5 replacements.targets.select',
      'warning optionIgnored overlays/staging/kustomization.yaml:7:25 encoding',
    ]);
  });

  test('in a component only where no kustomization that takes it in has a match', () => {
    const shared = { 'shared/kustomization.yaml': component('images: [{name: db, newTag: "2"}, {name: cache, newTag: "2"}]\n') };
    const staging = { 'overlays/staging/kustomization.yaml': overlay('components: [../../shared]\n') };
    const lone = {
      'other/kustomization.yaml': 'resources: [db.yaml]\ncomponents: [../shared]\n',
      'other/db.yaml': WEB.replace('image: web', 'image: db'),
    };
    const cache = 'warning imageMatchesNothing shared/kustomization.yaml:3:42 cache';
    expect(find({ ...shared, ...staging })).toEqual(['warning imageMatchesNothing shared/kustomization.yaml:3:17 db', cache]);
    expect(find({ ...shared, ...staging, ...lone })).toEqual([cache]);
  });

  test('is not said of a file whose build failed: what is missing might match', () => {
    const images = 'images: [{name: db, newTag: "2"}]\n';
    expect(find({ 'overlays/staging/kustomization.yaml': `resources: [../../base, ../../nothing]\n${images}` })).toEqual([]);
  });
});

describe('overridden', () => {
  const first = { 'overlays/staging/one.yaml': patch('  replicas: 2\n') };
  const second = { 'overlays/staging/two.yaml': patch('  replicas: 3\n') };
  const both = { ...first, ...second, 'overlays/staging/kustomization.yaml': overlay('patches: [{path: one.yaml}, {path: two.yaml}]\n') };

  test('a value of a patch that a later patch of the same kustomization replaces', () => {
    expect(find(both)).toEqual(['warning overridden overlays/staging/one.yaml:6:13 spec.replicas < overlays/staging/two.yaml:6:13']);
    const found = sessionOver({ ...BASE, ...both }).findings();
    expect(found.map((finding) => findingLine(finding, createMask(new Uint8Array(32))))).toEqual([
      'overlays/staging/one.yaml:6:13: overridden: This value of spec.replicas never takes effect: wherever it is used, another line replaces it. ' +
        'Remove one of the two. This line wins: overlays/staging/two.yaml:6:13.',
    ]);
  });

  test('not where another overlay shares the line and does not replace it', () => {
    const production = { 'overlays/production/kustomization.yaml': overlay('patches: [{path: ../staging/one.yaml}]\n') };
    const inside = { 'shared/kustomization.yaml': component('patches: [{path: one.yaml}]\n'), 'shared/one.yaml': patch('  replicas: 2\n') };
    const staging = { 'overlays/staging/kustomization.yaml': overlay('components: [../../shared]\nreplicas: [{name: web, count: 4}]\n') };
    expect(find({ ...inside, ...staging })).toEqual([
      'information overridden shared/one.yaml:6:13 spec.replicas < overlays/staging/kustomization.yaml:3:31',
    ]);
    const other = { 'overlays/production/kustomization.yaml': overlay('components: [../../shared]\n') };
    expect(find({ ...inside, ...staging, ...other })).toEqual([]);
    // The command refuses a file outside of the root: what cannot be built contradicts nothing, but leaves doubt.
    expect(find({ ...both, ...production }).filter((line) => line.includes('overridden'))).toEqual([]);
  });

  test('not the default that a base says and every overlay replaces', () => {
    const overlays = ['staging', 'production'].flatMap((name, index) => [
      [`overlays/${name}/kustomization.yaml`, overlay('patches: [{path: one.yaml}]\ncommonAnnotations: {team: blue}\n')],
      [`overlays/${name}/one.yaml`, patch(`  replicas: ${index + 2}\n`)],
    ]);
    const base = { 'base/kustomization.yaml': 'resources: [web.yaml]\ncommonAnnotations: {team: red}\n' };
    expect(find({ ...Object.fromEntries(overlays), ...base })).toEqual([]);
  });

  test('not a value that a later step works on, copies or moves', () => {
    const image = {
      'overlays/staging/one.yaml': patch('  template:\n    spec:\n      containers:\n      - name: web\n        image: other:1\n'),
    };
    const steps = 'patches: [{path: one.yaml}]\nimages: [{name: other, newTag: "2"}]\n';
    expect(find({ ...image, 'overlays/staging/kustomization.yaml': overlay(steps) })).toEqual([]);
    const copied =
      'patches:\n- path: one.yaml\n- {target: {kind: Deployment}, patch: "[{\\"op\\": \\"move\\", \\"from\\": \\"/spec/replicas\\", \\"path\\": \\"/spec/x\\"}]"}\n';
    expect(find({ ...first, 'overlays/staging/kustomization.yaml': overlay(copied) })).toEqual([]);
  });

  test('not a value that a replacement has read before', () => {
    const replacements =
      'patches: [{path: one.yaml}]\nreplacements:\n- source: {kind: Deployment, fieldPath: spec.replicas}\n' +
      '  targets: [{select: {kind: Deployment}, fieldPaths: [spec.x], options: {create: true}}]\n';
    const mid = {
      'mid/kustomization.yaml': overlay(replacements).replace('../../base', '../base'),
      'mid/one.yaml': patch('  replicas: 2\n'),
    };
    const staging = 'resources: [../../mid]\npatches: [{path: two.yaml}]\n';
    expect(find({ ...mid, ...second, 'overlays/staging/kustomization.yaml': staging })).toEqual([]);
    const unread = { ...mid, 'mid/kustomization.yaml': 'resources: [../base]\npatches: [{path: one.yaml}]\n' };
    expect(find({ ...unread, ...second, 'overlays/staging/kustomization.yaml': staging })).toEqual([
      'information overridden mid/one.yaml:6:13 spec.replicas < overlays/staging/two.yaml:6:13',
    ]);
  });
});

describe('repeated', () => {
  test('a patch that says what the base says, but for the keys that it finds items by', () => {
    const containers =
      '  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: web\n        image: web:1\n        args: [a, b]\n';
    const tree = {
      'overlays/staging/one.yaml': patch(containers),
      'overlays/staging/kustomization.yaml': overlay('patches: [{path: one.yaml}]\n'),
    };
    expect(find(tree)).toEqual([
      'information repeated overlays/staging/one.yaml:6:13 spec.replicas < base/web.yaml:6:13',
      'information repeated overlays/staging/one.yaml:11:16 spec.template.spec.containers[0].image < base/web.yaml:11:16',
      'information repeated overlays/staging/one.yaml:12:9 spec.template.spec.containers[0].args < base/web.yaml:12:9',
    ]);
  });

  test('an operation of a JSON patch that replaces a value by itself', () => {
    const operations =
      'patches:\n- target: {kind: Deployment}\n  patch: |\n    - op: replace\n      path: /spec/replicas\n      value: 1\n';
    expect(find({ 'overlays/staging/kustomization.yaml': overlay(operations) })).toEqual([
      'information repeated overlays/staging/kustomization.yaml:7:14 spec.replicas < base/web.yaml:6:13',
    ]);
  });

  test('not where the line changes something in another overlay', () => {
    const shared = { 'shared/kustomization.yaml': component('patches: [{path: one.yaml}]\n'), 'shared/one.yaml': patch('  replicas: 1\n') };
    const staging = { 'overlays/staging/kustomization.yaml': overlay('components: [../../shared]\n') };
    const production = {
      'overlays/production/kustomization.yaml': overlay('components: [../../five, ../../shared]\n'),
      'five/kustomization.yaml': component('replicas: [{name: web, count: 5}]\n'),
    };
    expect(find({ ...shared, ...staging })).toEqual(['information repeated shared/one.yaml:6:13 spec.replicas < base/web.yaml:6:13']);
    expect(find({ ...shared, ...staging, ...production }).filter((line) => line.includes('repeated'))).toEqual([]);
  });
});

test('deprecated fields are found where they stand, also in a tree that does not build', () => {
  const kustomization = 'bases: [../../nothing]\ncommonLabels: {a: b}\nhelmChartInflationGenerator: []\n';
  const found = find({ 'overlays/staging/kustomization.yaml': kustomization }).filter((line) => line.includes('deprecatedField'));
  expect(found.map((line) => line.split(' ').slice(2).join(' '))).toEqual([
    'overlays/staging/kustomization.yaml:1:1 bases',
    'overlays/staging/kustomization.yaml:2:1 commonLabels',
    'overlays/staging/kustomization.yaml:3:1 helmChartInflationGenerator',
  ]);
});

test('findings follow an edit, and the same answer comes in steps', () => {
  const tree: Record<string, string> = {
    ...BASE,
    'overlays/staging/kustomization.yaml': overlay('images: [{name: wep, newTag: "2"}]\n'),
  };
  const session = sessionOver(tree);
  expect(said(session)).toEqual(['warning imageMatchesNothing overlays/staging/kustomization.yaml:2:17 wep']);
  tree['base/web.yaml'] = WEB.replace('image: web', 'image: wep');
  session.sourcesChanged(['base/web.yaml']);
  expect(said(session)).toEqual([]);
  delete tree['overlays/staging/kustomization.yaml'];
  tree['base/kustomization.yaml'] += 'images: [{name: web, newTag: "2"}]\n';
  session.sourcesChanged(['base/kustomization.yaml', 'overlays/staging/kustomization.yaml']);
  const steps = session.findingSteps();
  let count = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count++;
  expect(count).toBeGreaterThan(1);
  expect(step.value).toEqual(session.findings());
  expect(said(session)).toEqual(['warning imageMatchesNothing base/kustomization.yaml:2:17 web']);
});
