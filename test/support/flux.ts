// A real cluster with the real kustomize-controller and a Git repository that it follows: where tests of reconciling begin.
import { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
import { waitUntil } from '../../scripts/processes.mjs';
import { installFlux, type SourceServer, startFluxController, startSourceServer } from '../../scripts/flux.mjs';
import type { ControllerRef } from '../../src/engine/model';
import { type GitRepo, gitRepo } from './git-repo';

export interface FluxFixture {
  readonly server: ApiServer;
  readonly repo: GitRepo;
  readonly source: SourceServer;
  /** The Kustomization `flux-system/fleet`, whose `spec.path` is the repository's root unless `options.path` says otherwise. */
  readonly kustomization: ControllerRef;
  /** Commits files and announces the commit, as a push and source-controller would. Returns the revision, `main@sha1:…`. */
  publish(files: Readonly<Record<string, string>>): Promise<string>;
  /** Resolves when the Kustomization says Ready for `revision`, by its interval or by a request. */
  applied(revision: string): Promise<void>;
  /** Resolves when the controller has tried `revision` and failed. */
  refused(revision: string): Promise<void>;
  /** What the controller has logged lately: for messages of failing tests. */
  log(): string;
  stop(): Promise<void>;
}

export interface FluxFixtureOptions {
  readonly path?: string;
  /** More of the Kustomization's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Starts everything, publishes `files` and waits until the controller has applied them. About five seconds. */
export async function fluxFixture(files: Readonly<Record<string, string>>, options: FluxFixtureOptions = {}): Promise<FluxFixture> {
  const ends: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const end of ends.toReversed()) await end();
  };
  try {
    const server = await startApiServer();
    ends.push(server.stop);
    await installFlux(server.client);
    const source = await startSourceServer(server.client);
    ends.push(source.stop);
    const controller = await startFluxController(server);
    ends.push(controller.stop);
    const repo = gitRepo(files);
    ends.push(repo.remove);
    const fixture = { server, repo, source, kustomization: FLEET, log: controller.output, stop, ...waysOf(server, source, repo) };
    await server.client.apply(kustomizationManifest(options));
    await fixture.applied(await source.publish('fleet', repo.root));
    return fixture;
  } catch (error) {
    await stop();
    throw error;
  }
}

const FLEET: ControllerRef = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'fleet',
};
const IDENTITY = { apiVersion: FLEET.apiVersion, kind: FLEET.kind, metadata: { name: FLEET.name, namespace: FLEET.namespace } };

function waysOf(server: ApiServer, source: SourceServer, repo: GitRepo): Pick<FluxFixture, 'publish' | 'applied' | 'refused'> {
  return {
    publish(files) {
      for (const [path, content] of Object.entries(files)) repo.write(path, content);
      repo.git('add', '-A');
      repo.git('commit', '-q', '-m', 'Change');
      return source.publish('fleet', repo.root);
    },
    applied: (revision) => settled(server, revision, 'True'),
    refused: (revision) => settled(server, revision, 'False'),
  };
}

interface Status {
  readonly lastAttemptedRevision?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

/** While an attempt runs, Ready is Unknown: True and False are its end. */
function settled(server: ApiServer, revision: string, ready: 'True' | 'False'): Promise<void> {
  const isSettled = async () => {
    const status: Status | undefined = (await server.client.read(IDENTITY)).status;
    const now = status?.conditions?.find((each) => each.type === 'Ready')?.status;
    return now === ready && status?.lastAttemptedRevision === revision;
  };
  return waitUntil(`Ready of the Kustomization should be ${ready} for ${revision}`, isSettled, { milliseconds: 30_000 });
}

function kustomizationManifest(options: FluxFixtureOptions) {
  const sourceRef = { kind: 'GitRepository', name: 'fleet' };
  // Nothing but a change of the source or a request may start a reconciliation while a test runs.
  return { ...IDENTITY, spec: { interval: '1h', prune: true, path: options.path ?? './', sourceRef, ...options.spec } };
}
