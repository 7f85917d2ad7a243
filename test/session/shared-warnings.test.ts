// Warnings of a preview on lines that several of its apps share.
import { expect, test } from 'vitest';
import { sessionOver } from '../support/session-over';

const pod = (image: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${image}}\nspec: {containers: [{name: c, image: ${image}}]}\n`;
const app = (name: string) => ({
  [`apps/${name}/base/kustomization.yaml`]: 'resources: [pod.yaml]\n',
  [`apps/${name}/base/pod.yaml`]: pod(name),
  [`apps/${name}/overlays/dev/kustomization.yaml`]: 'resources: [../../base]\ncomponents: [../../../../parts/tags]\n',
});

test('an image that one app uses is no warning for the environment, and one for the app that does not', () => {
  const session = sessionOver({
    ...app('one'),
    ...app('two'),
    'parts/tags/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- {name: one, newTag: "1"}\n- {name: none, newTag: "1"}\n',
  });
  const warned = (name?: string) =>
    session.preview('dev', name).rendered.warnings.map(({ code, subject, file, line }) => `${code} ${subject} ${file}:${line}`);
  expect(warned('two')).toEqual([expect.stringMatching(/one parts\/tags.*:4$/), expect.stringMatching(/none parts\/tags.*:5$/)]);
  expect([...new Set(warned())]).toEqual([expect.stringMatching(/none parts\/tags.*:5$/)]);
});
