// Quotes of values that are set one after the other.
import { expect, it } from 'vitest';
import { engineBuild } from '../../../support/kustomize';
import { memoryFiles } from '../../../support/memory-files';

it('a replica count that was set stays a number when it is set again, and one in quotes a text', () => {
  const counted = (count: string) => {
    const tree = {
      'kustomization.yaml': 'resources: [base]\nreplicas: [{name: web, count: 3}]\n',
      'base/kustomization.yaml': 'resources: [web.yaml]\nreplicas: [{name: web, count: 2}]\n',
      'base/web.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: ${count}}\n`,
    };
    const outcome = engineBuild(memoryFiles(tree), '.');
    return outcome.kind === 'yaml' ? /replicas: (.*)/.exec(outcome.yaml)?.[1] : outcome.kind;
  };
  expect(['1', 'null', 'text', '"1"', '"text"'].map(counted)).toEqual(['3', '3', '3', '"3"', '"3"']);
});
