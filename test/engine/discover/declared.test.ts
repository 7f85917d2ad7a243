// What `.plumbline.yaml` and the setting say of environments, what is wrong in them, and the order that Kargo and GitOps Promoter give.
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createDiscoveryCache, discover } from '../../../src/engine/discover/discover';
import { walkTree } from '../../../src/engine/discover/tree';
import type { Discovery } from '../../../src/engine/model';
import { failureLine } from '../../../src/engine/presenter';
import { createMask } from '../../../src/engine/normalise/mask';
import { memoryFiles } from '../../support/memory-files';
import { fluxKustomization, kustomization } from './trees';

const OVERLAYS = {
  'shop/overlays/dev/kustomization.yaml': kustomization(''),
  'shop/overlays/edge/kustomization.yaml': kustomization(''),
  'shop/overlays/production/kustomization.yaml': kustomization(''),
  'shop/overlays/staging/kustomization.yaml': kustomization(''),
};

function found(tree: Record<string, string>, setting?: unknown): Discovery {
  const files = memoryFiles(tree);
  return discover(files, createDiscoveryCache(), walkTree(files), setting === undefined ? {} : { setting: JSON.stringify(setting) });
}

function apps({ environments }: Discovery): readonly string[] {
  return environments.map(({ name, apps }) => `${name}: ${apps.map(({ app, path }) => `${app} in ${path}`).join(', ')}`);
}

function said({ failures }: Discovery): readonly string[] {
  const mask = createMask(new Uint8Array(32));
  return failures.map((failure) => failureLine(failure, mask));
}

function declared(text: string, tree: Record<string, string> = OVERLAYS, setting?: unknown): Discovery {
  return found({ ...tree, '.plumbline.yaml': text }, setting);
}

describe('.plumbline.yaml', () => {
  test('orders environments, and each says why it stands where it does', () => {
    const text = 'environments:\n  - name: edge\n    order: 2\n  - name: dev\n    order: 1\n';
    expect(declared(text).environments.map(({ name, orderReason }) => `${name}: ${orderReason}`)).toEqual([
      'dev: order 1 in .plumbline.yaml:4',
      'edge: order 2 in .plumbline.yaml:2',
      'staging: by its name',
      'production: by its name',
    ]);
    expect(found(OVERLAYS).environments.at(-1)).toMatchObject({
      name: 'edge',
      orderReason: 'no rule orders its name, so it comes last unless .plumbline.yaml gives it an order',
    });
  });

  test('orders by its list what names, numbers and pipelines do not', () => {
    const folders = ['prod-eu', 'prod-us', 'blue', 'green', 'aqua', 'dev'];
    const tree = Object.fromEntries(folders.map((name) => [`overlays/${name}/kustomization.yaml`, 'resources: []\n']));
    const list = (names: readonly string[]) => declared(`environments:\n${names.map((name) => `- ${name}\n`).join('')}`, tree).environments;
    const given = list(['name: prod-us', 'name: green', 'name: blue', 'name: dev']);
    expect(given.map(({ name, orderReason }) => `${name}: ${orderReason}`)).toEqual([
      'dev: by its name',
      'prod-us: its place in the list of environments (.plumbline.yaml:2)',
      'prod-eu: by its name',
      'green: its place in the list of environments (.plumbline.yaml:3)',
      'blue: its place in the list of environments (.plumbline.yaml:4)',
      'aqua: no rule orders its name, so it comes last unless .plumbline.yaml gives it an order',
    ]);
    const numbered = list(['{name: green, order: 1}', '{name: blue, order: 1}']);
    expect(numbered.slice(0, 2).map(({ name }) => name)).toEqual(['green', 'blue']);
  });

  test('names the context of an environment, and hides one', () => {
    const discovery = declared('environments:\n- {name: production, context: shop-eu}\n- name: edge\n  hidden: true\n');
    expect(discovery.environments.map(({ name, expectedContext }) => [name, expectedContext])).toEqual([
      ['dev', undefined],
      ['staging', undefined],
      ['production', 'shop-eu'],
    ]);
    expect(discovery.hidden).toEqual([{ name: 'edge', place: '.plumbline.yaml:3' }]);
    expect(said(discovery)).toEqual([]);
  });

  test('gives folders that no rule knows to an environment, with the reason', () => {
    const tree = {
      'deploy/blue/kustomization.yaml': kustomization('resources: [cart]'),
      'deploy/blue/cart/kustomization.yaml': kustomization(''),
      'teams/a/one/kustomization.yaml': kustomization('resources: [../../../lib]'),
      'teams/b/one/api/kustomization.yaml': kustomization(''),
      'lib/kustomization.yaml': kustomization(''),
    };
    const discovery = declared('environments:\n- name: blue\n  paths:\n  - ./deploy/blue/\n- name: one\n  paths: [teams/*/one]\n', tree);
    expect(apps(discovery)).toEqual(['blue: deploy in deploy/blue', 'one: a in teams/a/one, api in teams/b/one/api']);
    expect(discovery.environments.map(({ reason }) => reason)).toEqual([
      'folder deploy/blue, by .plumbline.yaml:4',
      'folder teams/a/one, by .plumbline.yaml:6; folder teams/b/one, by .plumbline.yaml:6',
    ]);
  });

  test('moves an overlay, and a Flux entry point with all that it leads to', () => {
    const tree = {
      ...OVERLAYS,
      'clusters/eu-1/apps.yaml': fluxKustomization('apps', './flux/eu'),
      'flux/eu/web.yaml': fluxKustomization('web', './web'),
      'web/app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
    };
    expect(apps(found(tree))).toContain('eu-1: apps in flux/eu, web in web');
    const discovery = declared('environments:\n- name: production\n  paths: [clusters/eu-1, shop/overlays/edge]\n', tree);
    expect(apps(discovery)).toEqual([
      'dev: shop in shop/overlays/dev',
      'staging: shop in shop/overlays/staging',
      'production: apps in flux/eu, overlay/shop in shop/overlays/edge, shop in shop/overlays/production, web in web',
    ]);
    expect(discovery.environments.at(-1)?.reason).toContain('folder clusters/eu-1, by .plumbline.yaml:3');
  });

  test('with mistakes says each of them at its line, and the rest holds', () => {
    const text = `environment: []
environments:
  - name: dev
    order: first
    hiden: true
  - name: production
    order: 1
    paths: [/abs, ../up, shop/overlays/prodction, 7]
    hidden: "yes"
  - order: 2
  - production
  - name: dev
  - name: nowhere
`;
    const discovery = declared(text);
    expect(said(discovery)).toEqual([
      '.plumbline.yaml:1:1: settingUnknown: There is no key “environment”: the keys there are environments. Correct the spelling, or take the key out.',
      '.plumbline.yaml:5:12: settingUnknown: There is no key “environments[0].hiden”: the keys there are name, order, paths, context, branch, hidden. Correct the spelling, or take the key out.',
      '.plumbline.yaml:4:12: settingInvalid: The value of “environments[0].order” is not valid: a whole number is expected. Correct it.',
      '.plumbline.yaml:8:13: settingInvalid: The value of “environments[1].paths[0]” is not valid: a folder from the top of the repository is expected, such as apps/*/prod. Correct it.',
      '.plumbline.yaml:8:19: settingInvalid: The value of “environments[1].paths[1]” is not valid: a folder from the top of the repository is expected, such as apps/*/prod. Correct it.',
      '.plumbline.yaml:8:51: settingInvalid: The value of “environments[1].paths[3]” is not valid: a text is expected. Correct it.',
      '.plumbline.yaml:9:13: settingInvalid: The value of “environments[1].hidden” is not valid: true or false is expected. Correct it.',
      '.plumbline.yaml:10:5: settingInvalid: The value of “environments[2]” is not valid: the key “name” is missing. Correct it.',
      '.plumbline.yaml:11:5: settingInvalid: The value of “environments[3]” is not valid: a map with the key “name” is expected. Correct it.',
      '.plumbline.yaml:12:11: settingInvalid: The value of “environments[4].name” is not valid: “dev” is in the list twice. Correct it.',
      '.plumbline.yaml:8:26: settingUnmatched: “shop/overlays/prodction” names nothing in this repository: no app of the repository lies there. Correct the name, or take it out.',
      '.plumbline.yaml:13:11: settingUnmatched: “nowhere” names nothing in this repository: the environments are dev, edge, production, staging. Correct the name, or take it out.',
    ]);
    expect(discovery.environments[0]).toMatchObject({ name: 'production', orderReason: 'order 1 in .plumbline.yaml:6' });
  });

  test.each([
    ['environments:\n- {name: a, order: 1, paths: [x], context: c, branch: b, hidden: false}\n', true],
    ['environments: []\n', true],
    ['{}\n', true],
    ['environments:\n- {order: 1}\n', false],
    ['environments:\n- {name: a, order: 1.5}\n', false],
    ['environments:\n- {name: a, order: "1"}\n', false],
    ['environments:\n- {name: " "}\n', false],
    ['environments:\n- {name: a, paths: x}\n', false],
    ['environments:\n- {name: a, hidden: 1}\n', false],
    ['environments: {}\n', false],
    ['other: 1\n', false],
    ['- a\n', false],
  ])('is judged as the published schema judges it: %j', (text, valid) => {
    const schema = JSON.parse(readFileSync(new URL('../../../schema/plumbline-yaml.schema.json', import.meta.url), 'utf8'));
    expect(new Ajv({ strict: false }).compile(schema)(parse(text))).toBe(valid);
    const failures = declared(text).failures.filter(({ code }) => code !== 'settingUnmatched');
    expect(failures.length === 0).toBe(valid);
  });
});

describe('the setting plumbline.environments', () => {
  test('goes before the file, value by value, and its mistakes name the setting', () => {
    const setting = [
      { name: 'edge', order: 0 },
      { name: 'elsewhere', hidden: true },
      { name: 'dev', colour: 'red' },
    ];
    const discovery = declared(
      'environments:\n- name: edge\n  order: 9\n  context: shop-edge\n- name: dev\n  order: 5\n',
      OVERLAYS,
      setting,
    );
    expect(discovery.environments.slice(0, 2)).toMatchObject([
      { name: 'edge', orderReason: 'order 0 in the setting plumbline.environments', expectedContext: 'shop-edge' },
      { name: 'dev' },
    ]);
    expect(said(discovery)).toEqual([
      'settingUnknown: There is no key “plumbline.environments[2].colour”: the keys there are name, order, paths, context, branch, hidden. Correct the spelling, or take the key out.',
    ]);
  });
});

describe('promotion pipelines', () => {
  const stage = (name: string, from: readonly string[]) =>
    `apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  requestedFreight:\n` +
    `  - origin: {kind: Warehouse, name: shop}\n    sources: ${from.length === 0 ? '{direct: true}' : `{stages: [${from.join(', ')}]}`}\n`;

  test('Kargo Stages order the environments that they name; others keep their places', () => {
    const tree = {
      ...OVERLAYS,
      'kargo/stages.yaml': [stage('production', ['edge']), stage('edge', ['staging']), stage('staging', [])].join('---\n'),
    };
    expect(found(tree).environments.map(({ name, orderReason }) => `${name}: ${orderReason}`)).toEqual([
      'dev: by its name',
      'staging: Kargo Stage staging (kargo/stages.yaml:17)',
      'edge: Kargo Stage edge (kargo/stages.yaml:9)',
      'production: Kargo Stage production (kargo/stages.yaml:1)',
    ]);
  });

  test('a PromotionStrategy orders by branches', () => {
    const strategy =
      'apiVersion: promoter.argoproj.io/v1alpha1\nkind: PromotionStrategy\nmetadata: {name: shop}\nspec:\n  gitRepositoryRef: {name: shop}\n' +
      '  environments:\n  - branch: environment/edge\n  - branch: environment/staging\n  - branch: live-branch\n';
    const tree = {
      ...OVERLAYS,
      'promoter.yaml': strategy,
      '.plumbline.yaml': 'environments:\n- {name: production, branch: live-branch}\n',
    };
    expect(found(tree).environments.map(({ name }) => name)).toEqual(['dev', 'edge', 'staging', 'production']);
    expect(found(tree).environments[1]?.orderReason).toBe('PromotionStrategy shop (promoter.yaml:1)');
  });

  test('stages that feed each other in a ring are said to, and the rest is ordered', () => {
    const tree = { ...OVERLAYS, 'ring.yaml': [stage('edge', ['staging']), stage('staging', ['edge'])].join('---\n') };
    const discovery = found(tree);
    expect(said(discovery)).toEqual([
      'ring.yaml:9:1: promotionCycle: The promotion edge → staging closes a ring, and was left out of the order. Take one of the promotions of the ring out.',
    ]);
    expect(discovery.environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'production', 'edge']);
  });
});
