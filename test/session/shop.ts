// A session over a shop's tree in memory, with a snapshot of its cluster and pins that a test can look at.
import { createGit } from '../../src/adapters/git';
import { openSnapshot } from '../../src/adapters/snapshot';
import { createClock } from '../../src/adapters/clock';
import type { Cluster, Files, Pin, Pins } from '../../src/engine/ports';
import { createSession } from '../../src/session/session';
import { memoryFiles } from '../support/memory-files';

/** An overlay of the base that pins a version. */
export const kustomization = (tag: string) => `resources: [../../base]
namespace: web
images:
  - name: shop
    newTag: "${tag}"
`;

export interface Stage {
  readonly tree: Record<string, string>;
  readonly session: ReturnType<typeof createSession>;
  readonly cluster: Cluster;
  readonly pins: Map<string, Pin>;
  readonly app: string;
}

export function stage(): Stage {
  const content = tree();
  // Looks the tree up anew at each call, so that a test can edit it.
  const files: Files = { read: (path) => memoryFiles(content).read(path), list: (path) => memoryFiles(content).list(path) };
  const pins = new Map<string, Pin>();
  const session = createSession({
    files,
    git: createGit('/'),
    pins: pinsOver(pins),
    clock: createClock(),
    randomKey: new Uint8Array(32).fill(5),
  });
  const opened = openSnapshot('dump', files);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  const app = session.discovery().environments.find(({ name }) => name === 'production')?.apps[0]?.app ?? '';
  return { tree: content, session, cluster: opened.value, pins, app };
}

function tree(): Record<string, string> {
  return {
    'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, secret.yaml]\n',
    'apps/shop/base/deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  annotations:\n    a.b/c: x\nspec:\n  replicas: 1\n' +
      '  selector:\n    matchLabels: {app: shop}\n  template:\n    metadata:\n      labels: {app: shop}\n    spec:\n      containers:\n' +
      '        - name: shop\n          image: shop:0\n',
    'apps/shop/base/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  password: correct-horse\n',
    'apps/shop/overlays/staging/kustomization.yaml': kustomization('2.0'),
    'apps/shop/overlays/production/kustomization.yaml': `${kustomization('1.0')}patches:\n  - path: replicas.yaml\n`,
    'apps/shop/overlays/production/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 5\n',
    'dump/namespaces.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: kube-system\n  uid: 11111111-1111-1111-1111-111111111111\n',
    'dump/deployments.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n  namespace: web\n  uid: u1\nspec:\n  replicas: 3\n',
  };
}

function pinsOver(held: Map<string, Pin>): Pins {
  return {
    read: async (environment) => ({ kind: 'answer', value: held.get(environment) }),
    write: async (environment, pin) => {
      held.set(environment, pin);
      return { kind: 'answer', value: undefined };
    },
    remove: async (environment) => {
      held.delete(environment);
      return { kind: 'answer', value: undefined };
    },
  };
}
