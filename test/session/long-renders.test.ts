// Charts that take long: rendered by the bundled worker while the session goes on, and dropped when an edit makes them stale.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withEvidence } from '../../src/engine/check/chart-values';
import type { LongRender, LongRenders } from '../../src/engine/ports';
import { fluxKustomization } from '../engine/discover/trees';
import { configMap, release, secret } from '../engine/render/flux/helm-trees';
import { buildWorker, slowChart, workerRenders } from '../support/render-worker';
import { sessionOver } from '../support/session-over';

const LONG = 20_000;
const never = new AbortController().signal;

let worker: string;
let threads = 0;
const ends: (() => void)[] = [];

beforeAll(async () => {
  worker = await buildWorker();
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
  threads = 0;
});

/** The worker, with a note of what it was asked. */
function renders(asked: LongRender[] = []): LongRenders {
  const port = workerRenders(worker, () => threads++);
  ends.push(() => port.dispose());
  return {
    render(request, signal) {
      asked.push(request);
      return port.render(request, signal);
    },
  };
}

function tree(loops: number): Record<string, string> {
  return {
    'clusters/dev/ks.yaml': fluxKustomization('apps', './app'),
    'app/release.yaml': release('valuesFrom: [{kind: Secret, name: colours}]', CHART),
    'app/secret.yaml': secret('colours', 'values.yaml: |\n  colour: secret-green'),
    'elsewhere/plain.yaml': configMap('plain', 'a: b'),
    ...slowChart('charts/slow', loops),
  };
}

const CHART = 'chart: charts/slow\nsourceRef: {kind: GitRepository, name: flux-system}';

function releaseOf(session: ReturnType<typeof sessionOver>) {
  const [environment] = session.discovery().environments;
  const app = environment?.apps.find(({ kind }) => kind === 'helmRelease');
  if (environment === undefined || app === undefined) throw new Error('no release');
  return { environment: environment.name, app: app.app };
}

describe('a chart that takes long', () => {
  it('is on its way at first, and then what it is in place: text, origins, masked secrets', async () => {
    const [session, inPlace] = [sessionOver(tree(LONG), renders()), sessionOver(tree(LONG))];
    const { environment, app } = releaseOf(session);
    const events: readonly string[][] = [];
    session.onDidChange((event) => event.kind === 'sources' && (events as string[][]).push([...event.paths]));

    const first = session.preview(environment, app);
    expect(first).toMatchObject({ text: '', rendered: { failures: [{ code: 'rendering', subject: 'charts/slow' }] } });
    expect(session.render(environment, app)).toBe(first.rendered);
    await session.settled(never);

    expect(events).toEqual([[]]);
    const { text, lines, rendered } = session.preview(environment, app);
    expect(rendered).toStrictEqual(withEvidence(inPlace.render(environment, app)));
    expect({ text, lines }).toStrictEqual({ text: inPlace.preview(environment, app).text, lines: inPlace.preview(environment, app).lines });
    expect(text).toContain('sum: "199990000"');
    expect(text).not.toContain('secret-green');
    const shown = (from: typeof session) => ({ ...from.values(environment, app), rendered: undefined });
    expect(shown(session)).toStrictEqual(shown(inPlace));
  });

  it('is asked for again after an edit, which drops what was on its way', async () => {
    const [files, asked] = [tree(LONG), [] as LongRender[]];
    const session = sessionOver(files, renders(asked));
    const { environment, app } = releaseOf(session);
    session.render(environment, app);
    edit(session, files, 'charts/slow/templates/config.yaml', '$sum | quote', '"edited"');
    session.render(environment, app);
    edit(session, files, 'charts/slow/templates/config.yaml', '"edited"', '"edited again"');
    session.render(environment, app);
    await session.settled(never);
    expect(session.preview(environment, app).text).toContain('sum: edited again');
    expect(asked.length).toBe(3);
    expect(threads).toBe(1);
  });

  it('comes although an edit was taken back before it did', async () => {
    const files = tree(LONG);
    const session = sessionOver(files, renders());
    const { environment, app } = releaseOf(session);
    session.render(environment, app);
    edit(session, files, 'charts/slow/values.yaml', 'blue', 'red');
    edit(session, files, 'charts/slow/values.yaml', 'red', 'blue');
    session.render(environment, app);
    await session.settled(never);
    expect(session.preview(environment, app).text).toContain('sum: "199990000"');
  });

  it('is not disturbed by an edit of what it does not read', async () => {
    const [files, asked] = [tree(LONG), [] as LongRender[]];
    const session = sessionOver(files, renders(asked));
    const { environment, app } = releaseOf(session);
    session.render(environment, app);
    edit(session, files, 'elsewhere/plain.yaml', 'a: b', 'a: c');
    await session.settled(never);
    expect(session.render(environment, app).failures).toEqual([]);
    expect(asked.length).toBe(1);
  });

  it('tells of values that none of its templates reads, as in place', async () => {
    const files = { ...tree(LONG), 'charts/slow/values.yaml': 'colour: blue\nunused: true\n' };
    const [session, inPlace] = [sessionOver(files, renders()), sessionOver(files)];
    session.findings();
    await session.settled(never);
    const found = session.findings();
    expect(found).toEqual(inPlace.findings());
    expect(found).toMatchObject([{ code: 'plainSecret' }, { code: 'valueUnread', file: 'charts/slow/values.yaml', line: 2 }]);
  });

  it('says on both sides of an edit what differs, once both have come', async () => {
    const files = tree(LONG);
    const session = sessionOver(files, renders());
    const before = new Map([['charts/slow/templates/config.yaml', files['charts/slow/templates/config.yaml']]]);
    edit(session, files, 'charts/slow/templates/config.yaml', '$sum | quote', '"edited"');
    const effect = () => session.effect(before).find(({ app }) => app === releaseOf(session).app);
    expect(effect()?.failures).toMatchObject({ before: [{ code: 'rendering' }], after: [{ code: 'rendering' }] });
    await session.settled(never);
    expect(effect()).toMatchObject({ failures: { before: [], after: [] }, objects: [{ ref: { name: 'slow' } }] });
  });

  it('is whole for a comparison, which waits for it', async () => {
    const session = sessionOver(tree(LONG), renders());
    const { environment, app } = releaseOf(session);
    session.render(environment, app);
    const waiting = new AbortController();
    const settled = session.settled(waiting.signal);
    waiting.abort();
    await expect(settled).rejects.toThrow('Nobody waits');
    await session.settled(never);
    expect(session.render(environment, app).needs).toEqual([]);
  });
});

it('a chart that is quick is rendered in place, and starts no thread', () => {
  const session = sessionOver(tree(10), renders());
  const { environment, app } = releaseOf(session);
  expect(session.preview(environment, app).text).toContain('sum: "45"');
  expect(threads).toBe(0);
});

function edit(session: ReturnType<typeof sessionOver>, files: Record<string, string>, path: string, from: string, to: string): void {
  files[path] = files[path]?.replace(from, to) ?? '';
  session.sourcesChanged([path]);
}
