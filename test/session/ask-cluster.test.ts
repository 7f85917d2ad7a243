// Charts of one environment are told what its cluster answered, once the user asked for it: nothing else is, and it can be taken back.
import { describe, expect, it } from 'vitest';
import { createClock } from '../../src/adapters/clock';
import { createGit } from '../../src/adapters/git';
import { openSnapshot } from '../../src/adapters/snapshot';
import type { Cluster, Pin, Pins } from '../../src/engine/ports';
import { createSession, type Session } from '../../src/session/session';
import { fluxKustomization } from '../engine/discover/trees';
import { release } from '../engine/render/flux/helm-trees';
import { memoryFiles } from '../support/memory-files';

const never = new AbortController().signal;
const CHART = 'chart: charts/web\nsourceRef: {kind: GitRepository, name: flux-system}';
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata: {name: out}
data:
  version: {{ .Capabilities.KubeVersion.Version }}
  password: {{ lookup "v1" "Secret" "apps" "db" | dig "data" "password" "none" | quote }}
  other: {{ len (lookup "v1" "ConfigMap" "apps" "other") | quote }}
`;

const object = (kind: string, name: string, rest: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${rest}---\n`;
const SNAPSHOT = {
  'snap/all.yaml':
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system, uid: 0c1f}\n---\n' +
    object('Secret', 'db, namespace: apps', 'data: {password: aHVudGVyMi1odW50ZXIy}\n'),
};

function tree(): Record<string, string> {
  const files: Record<string, string> = { ...SNAPSHOT };
  for (const environment of ['staging', 'production']) {
    files[`clusters/${environment}/ks.yaml`] = fluxKustomization('apps', `./apps/${environment}`);
    files[`apps/${environment}/release.yaml`] = release('', CHART);
  }
  files['charts/web/Chart.yaml'] = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
  files['charts/web/templates/out.yaml'] = TEMPLATE;
  return files;
}

function stage() {
  const content = tree();
  const files = { read: (path: string) => memoryFiles(content).read(path), list: (path: string) => memoryFiles(content).list(path) };
  const written = new Map<string, Pin>();
  const pins: Pins = {
    read: async (environment) => ({ kind: 'answer', value: written.get(environment) }),
    write: async (environment, pin) => {
      written.set(environment, pin);
      return { kind: 'answer', value: undefined };
    },
    remove: async (environment) => {
      written.delete(environment);
      return { kind: 'answer', value: undefined };
    },
  };
  const session = createSession({ files, git: createGit('/'), pins, clock: createClock(), randomKey: new Uint8Array(32).fill(5) });
  const opened = openSnapshot('snap', files);
  if (opened.kind === 'failed') throw new Error(JSON.stringify(opened.reason));
  return { content, session, cluster: opened.value };
}

const app = (session: Session, environment: string): string =>
  session
    .discovery()
    .environments.find(({ name }) => name === environment)
    ?.apps.find(({ kind }) => kind === 'helmRelease')?.app ?? '';

const text = (session: Session, environment: string): string => session.preview(environment, app(session, environment)).text;

describe('a cluster that an environment is pinned to', () => {
  it('answers what its charts ask, and says so; nothing else is told, and it can be taken back', async () => {
    const { session, cluster } = stage();
    const [offline, staging] = [text(session, 'production'), text(session, 'staging')];
    expect(offline).toContain('password: none');
    await session.pin('production', cluster, never);
    const counts: number[] = [];
    const asked = await session.askCluster({ environment: 'production', cluster, signal: never, onAsked: (count) => counts.push(count) });
    expect(asked).toMatchObject({
      kind: 'answer',
      value: {
        context: 'snapshot:snap',
        asked: [
          { subject: 'ConfigMap apps/other', outcome: 'absent' },
          { subject: 'Secret apps/db', outcome: 'answered' },
          { subject: 'its version and kinds', outcome: 'answered' },
        ],
      },
    });
    expect(counts.at(-1)).toBe(3);
    const online = text(session, 'production');
    expect(online).not.toBe(offline);
    expect(online).toMatch(/password: •+/);
    expect(online).not.toContain('hunter2');
    expect(session.answersUsed('production', app(session, 'production'))?.asked).toHaveLength(3);
    expect([text(session, 'staging'), session.answersUsed('staging')]).toEqual([staging, undefined]);

    session.goOffline('production');
    expect([text(session, 'production'), session.answersUsed('production')]).toEqual([offline, undefined]);
  });

  it('is not asked where the environment is pinned to none, or to another one', async () => {
    const { session, cluster } = stage();
    expect(await session.askCluster({ environment: 'production', cluster, signal: never })).toMatchObject({
      kind: 'failed',
      reason: { code: 'notPinned' },
    });
    const elsewhere: Cluster = { ...cluster, identity: async () => ({ kind: 'answer', value: { uid: 'other', server: 'elsewhere' } }) };
    await session.pin('production', elsewhere, never);
    expect(await session.askCluster({ environment: 'production', cluster, signal: never })).toMatchObject({
      kind: 'failed',
      reason: { code: 'contextMismatch' },
    });
    expect(text(session, 'production')).toContain('password: none');
  });

  it('says nothing more once the pin is taken off', async () => {
    const { session, cluster } = stage();
    const offline = text(session, 'production');
    await session.pin('production', cluster, never);
    await session.askCluster({ environment: 'production', cluster, signal: never });
    await session.unpin('production');
    expect(text(session, 'production')).toBe(offline);
  });

  it('that refuses leaves the app unknown, with the reason', async () => {
    const { session, cluster } = stage();
    await session.pin('production', cluster, never);
    const refusing: Cluster = {
      ...cluster,
      lookup: async () => ({ kind: 'failed', reason: { code: 'forbidden', subject: 'Secret', detail: 'no rights' } }),
    };
    const asked = await session.askCluster({ environment: 'production', cluster: refusing, signal: never });
    expect(asked).toMatchObject({ value: { asked: [{ outcome: { code: 'forbidden' } }, { outcome: 'answered' }] } });
    const { rendered } = session.preview('production', app(session, 'production'));
    expect(rendered).toMatchObject({ objects: [], failures: [{ code: 'lookupFailed', subject: 'Secret apps/db' }] });
  });

  it('is not asked for what an edit adds: that is said, until it is asked again', async () => {
    const { session, cluster, content } = stage();
    await session.pin('production', cluster, never);
    await session.askCluster({ environment: 'production', apps: [app(session, 'production')], cluster, signal: never });
    content['charts/web/templates/out.yaml'] = `${TEMPLATE}  third: {{ len (lookup "v1" "ConfigMap" "apps" "third") | quote }}\n`;
    session.sourcesChanged(['charts/web/templates/out.yaml']);
    const { rendered } = session.preview('production', app(session, 'production'));
    expect(rendered.failures).toMatchObject([{ code: 'notAsked', subject: 'ConfigMap apps/third' }]);
    await session.askCluster({ environment: 'production', apps: [app(session, 'production')], cluster, signal: never });
    expect(text(session, 'production')).toContain('third: "0"');
  });

  it('is left alone when the user cancels: everything is as it was', async () => {
    const { session, cluster } = stage();
    const offline = text(session, 'production');
    await session.pin('production', cluster, never);
    const abort = new AbortController();
    const hanging: Cluster = {
      ...cluster,
      capabilities: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          abort.abort();
        }),
    };
    await expect(session.askCluster({ environment: 'production', cluster: hanging, signal: abort.signal })).rejects.toThrow();
    expect([text(session, 'production'), session.answersUsed('production')]).toEqual([offline, undefined]);
  });
});
