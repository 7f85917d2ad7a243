// What is said of an object that is not among those that could be rendered.
import { expect, test } from 'vitest';
import { fluxKustomization } from '../engine/discover/trees';
import { release } from '../engine/render/flux/helm-trees';
import { sessionOver } from '../support/session-over';

const remote = (name: string) =>
  release('values: {}', `chart: ${name}\nversion: 1.0.0\nsourceRef: {kind: HelmRepository, name: charts}`).replace(
    'name: web',
    `name: ${name}`,
  );
const TREE = {
  'clusters/dev/ks.yaml': fluxKustomization('apps', './app'),
  'app/one.yaml': remote('one'),
  'app/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings-a, namespace: shop}\n',
  'app/source.yaml':
    'apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata: {name: charts, namespace: shop}\nspec: {url: "https://charts.example.com"}\n',
};

function why(tree: Record<string, string>, kind: string, name: string) {
  const answer = sessionOver(tree).why('dev', { kind, name }, ['spec']);
  return answer.kind === 'failed' ? answer.reason : answer;
}

test('where one chart is not fetched, that is the reason', () => {
  expect(why(TREE, 'Deployment', 'web')).toMatchObject({ code: 'notFetched', subject: 'one 1.0.0 from https://charts.example.com' });
});

test('where several things are missing, it is not known', () => {
  expect(why({ ...TREE, 'app/two.yaml': remote('two') }, 'Deployment', 'web')).toMatchObject({
    code: 'objectUnknown',
    subject: 'Deployment/web',
  });
});

test('an object with a longer name is offered all the same', () => {
  expect(why({ ...TREE, 'app/two.yaml': remote('two') }, 'ConfigMap', 'settings')).toMatchObject({
    code: 'objectUnknown',
    detail: 'there is settings-a',
  });
});

test('where several apps render one of the name, their places are told, and the app tells them apart', () => {
  const { 'app/one.yaml': _, ...whole } = TREE;
  const other = { 'clusters/dev/other.yaml': fluxKustomization('more', './more'), 'more/map.yaml': TREE['app/map.yaml'] };
  expect(why({ ...whole, ...other }, 'ConfigMap', 'settings-a')).toMatchObject({
    code: 'ambiguous',
    detail: 'v1 in shop (app/map.yaml:1), v1 in shop (more/map.yaml:1)',
  });
  const named = sessionOver({ ...whole, ...other }).why('dev', { kind: 'ConfigMap', name: 'settings-a', app: 'more' }, ['kind']);
  expect(named).toMatchObject({ kind: 'answer', value: { steps: [{ file: 'more/map.yaml' }] } });
});

test('where everything was rendered, there is no such object', () => {
  const { 'app/one.yaml': _, ...whole } = TREE;
  expect(why(whole, 'Deployment', 'web')).toMatchObject({ code: 'noSuchObject' });
});
