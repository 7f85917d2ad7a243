// Setter markers, the policy that each obeys, and the automations that write them.
import { describe, expect, test } from 'vitest';
import { findIdleMarkers } from '../../../src/engine/check/image-markers';
import { discover } from '../../../src/engine/discover/discover';
import { memoryFiles } from '../../support/memory-files';
import { kustomization } from './trees';

const image = (kind: string, name: string, spec: string, metadata = '') =>
  `apiVersion: image.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: flux-system${metadata}}\nspec: ${spec}\n`;

const TREE = {
  'clusters/dev/images.yaml': [
    image('ImageRepository', 'web', '{image: ghcr.io/shop/web, interval: 5m}'),
    image('ImagePolicy', 'web', '{imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}', ', labels: {team: shop}'),
    image('ImagePolicy', 'lost', '{imageRepositoryRef: {name: nowhere}, policy: {numerical: {order: asc}}}'),
    image(
      'ImageUpdateAutomation',
      'dev',
      '{sourceRef: {kind: GitRepository, name: flux-system}, git: {checkout: {ref: {branch: main}}, push: {branch: updates}}, ' +
        'update: {strategy: Setters, path: ./apps/overlays/dev}, policySelector: {matchLabels: {team: shop}}}',
    ),
  ].join('---\n'),
  'apps/overlays/dev/kustomization.yaml':
    'images:\n- name: web\n  newName: ghcr.io/shop/web # {"$imagepolicy": "flux-system:web:name"}\n  newTag: "1.0.0" # {"$imagepolicy": "flux-system:web:tag"}\n',
  'apps/overlays/prod/kustomization.yaml': 'images:\n- name: web\n  newTag: 1.0.0 # {"$imagepolicy": "flux-system:web:tag"}\n',
  'apps/other.yaml':
    'image: a:1 # {"$imagepolicy": "flux-system:gone"}\nplain: 2 # no marker, $imagepolicy is only named\nodd: 3 # {"$imagepolicy": "a:b:c"}\n',
};

describe('image automation', () => {
  const { imageAutomation, environments } = discover(memoryFiles(TREE));

  test('finds markers with the policy that each obeys, and what writes them', () => {
    expect(
      imageAutomation.markers.map((marker) => [
        `${marker.file}:${marker.line}:${marker.column}`,
        marker.policy,
        marker.part,
        marker.value,
        marker.automations,
      ]),
    ).toEqual([
      ['apps/other.yaml:1:8', 'flux-system:gone', 'image', 'a:1', []],
      ['apps/overlays/dev/kustomization.yaml:3:12', 'flux-system:web', 'name', 'ghcr.io/shop/web', ['flux-system/dev']],
      ['apps/overlays/dev/kustomization.yaml:4:11', 'flux-system:web', 'tag', '1.0.0', ['flux-system/dev']],
      ['apps/overlays/prod/kustomization.yaml:3:11', 'flux-system:web', 'tag', '1.0.0', []],
    ]);
  });

  test('reads policies with their images, and says what is missing', () => {
    expect(imageAutomation.policies).toMatchObject([
      { name: 'flux-system:web', image: 'ghcr.io/shop/web', rule: { kind: 'semver', range: '1.x' }, failures: [] },
      { name: 'flux-system:lost', failures: [{ code: 'notDeclared', line: 14 }] },
    ]);
    expect(imageAutomation.automations).toMatchObject([
      { name: 'flux-system/dev', path: 'apps/overlays/dev', branch: 'main', pushBranch: 'updates' },
    ]);
  });

  test('names the policy of a pinned version', () => {
    const versions = environments.flatMap(({ name, apps }) =>
      apps.flatMap((app) => app.versions.map(({ tag, policy }) => `${name}: ${tag} ${policy}`)),
    );
    expect(versions).toEqual(['dev: 1.0.0 flux-system:web', 'prod: 1.0.0 flux-system:web']);
  });

  test('finds markers that lead nowhere', () => {
    expect(findIdleMarkers(imageAutomation).map(({ code, file }) => `${code} ${file}`)).toEqual([
      'policyMissing apps/other.yaml',
      'markerNotWritten apps/overlays/prod/kustomization.yaml',
    ]);
  });

  test('finds markers of a digest under a policy that looks none up', () => {
    const policy = TREE['clusters/dev/images.yaml'] as string;
    const found = (reflection: string, part = ':digest') => {
      const images = policy.replace('imageRepositoryRef:', `${reflection}imageRepositoryRef:`);
      const marked = `digest: sha256:0 # {"$imagepolicy": "flux-system:web${part}"}\n`;
      const tree = { ...TREE, 'clusters/dev/images.yaml': images, 'apps/overlays/dev/values.yaml': marked };
      return findIdleMarkers(discover(memoryFiles(tree)).imageAutomation).filter(({ file }) => file.endsWith('values.yaml'));
    };
    const finding = { code: 'digestNotReflected', severity: 'warning', subject: 'flux-system:web', line: 1, column: 9 };
    for (const reflection of ['', 'digestReflectionPolicy: Never, ']) expect(found(reflection)).toMatchObject([finding]);
    expect(found('')[0]?.related).toMatchObject([{ file: 'clusters/dev/images.yaml' }]);
    for (const reflection of ['digestReflectionPolicy: IfNotPresent, ', 'digestReflectionPolicy: Always, '])
      expect(found(reflection)).toEqual([]);
    expect(found('', ':tag')).toEqual([]);
  });

  test('reads namespaces that a kustomization sets', () => {
    const tree = {
      'images/kustomization.yaml': kustomization('namespace: images\nresources: [all.yaml]'),
      'images/all.yaml': TREE['clusters/dev/images.yaml'],
    };
    expect(discover(memoryFiles(tree)).imageAutomation.policies.map(({ name }) => name)).toEqual(['images:web', 'images:lost']);
  });
});
