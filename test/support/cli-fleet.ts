// A small fleet in a real Git repository, and the bundled command line to use on it.
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { buildCli, type CliOptions, type CliResult, runCli } from './cli';
import { type GitRepo, gitRepo } from './git-repo';

export const FLEET = {
  'apps/shop/base/kustomization.yaml': 'resources: [deployment.yaml, secret.yaml]\n',
  'apps/shop/base/deployment.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 1\n' +
    '  selector:\n    matchLabels:\n      app: shop\n  template:\n    metadata:\n      labels:\n        app: shop\n    spec:\n      containers:\n' +
    '      - name: shop\n        image: shop:0\n        args:\n        - |\n          one\n          two\n',
  'apps/shop/base/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\nstringData:\n  password: correct-horse\n',
  'apps/shop/overlays/staging/kustomization.yaml':
    'resources: [../../base]\nnamespace: shop\nimages:\n  # the release team moves this\n  - name: shop\n    newTag: "2.0"\n',
  'apps/shop/overlays/production/kustomization.yaml':
    'resources: [../../base]\nnamespace: shop\nimages:\n  # the release team moves this\n  - name: shop\n    newTag: "1.0"\npatches:\n  - path: replicas.yaml\n',
  'apps/shop/overlays/production/replicas.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 5\n',
};

export const PRODUCTION = 'apps/shop/overlays/production';

export interface CliFixture {
  readonly bundle: string;
  /** A repository of each test's own. */
  readonly repo: GitRepo;
  /** Runs the command in the repository unless told otherwise. */
  cli(args: readonly string[], options?: Partial<CliOptions>): Promise<CliResult>;
}

/** Registers the hooks of a test file that builds the command line once and gives each test a fleet. */
export function cliFixture(): CliFixture {
  let bundle = '';
  let repo: GitRepo;
  // Each test starts several processes, and the machine may be busy with others.
  vi.setConfig({ testTimeout: 90_000 });
  beforeAll(async () => {
    bundle = await buildCli();
  });
  afterAll(() => rmSync(dirname(bundle), { recursive: true, force: true }));
  beforeEach(() => {
    repo = gitRepo(FLEET);
  });
  afterEach(() => repo.remove());
  return {
    get bundle() {
      return bundle;
    },
    get repo() {
      return repo;
    },
    cli: (args, options = {}) => runCli(bundle, args, { cwd: repo.root, ...options }),
  };
}
