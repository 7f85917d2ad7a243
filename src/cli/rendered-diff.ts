// `plumbline diff --against-rev` and `--against-env`: manifests against manifests, with no cluster.
import { createSops } from '../adapters/sops-program';
import { openRevision, type RevisionTree } from '../adapters/git/revision';
import type { Failure } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { failureLine } from '../engine/presenter';
import type { Answer, Files } from '../engine/ports';
import { type AppChanges, type RenderedSide, renderedChanges, unreadOf } from '../session/rendered-changes';
import { pairNamed } from '../engine/discover/counterpart';
import { atCommit } from '../engine/discover/checked-out';
import { onBranch } from '../engine/discover/head';
import { ofSameRepository } from '../engine/discover/same-repository';
import { type CliFleet, fetchRemotes, openFleetAt, readPastBranches } from './fleet';
import { interruptible } from './interrupt';
import { answered, type Invocation, usage } from './invocation';
import { failureJson, jsonLine, refText } from './json';
import { countOf, patchText } from './object-diff';
import type { Terminal } from './terminal';
import { unreadRows } from './unread';

const SAME = 0;
const DIFFERENCES = 1;
const UNKNOWN = 2;

/** Whether the call is about renders, and not about a cluster. @throws Stop with `usage` where it asks for both. */
export function isRenderedDiff({ flags }: Invocation): boolean {
  const against = ['against-rev', 'against-env'].filter((name) => flags.text(name) !== undefined);
  const cluster = ['context', 'snapshot'].filter((name) => flags.text(name) !== undefined);
  const [first, second] = [...against, ...cluster];
  if (against.length > 0 && second !== undefined) throw usage(`--${first} and --${second} exclude each other.`);
  return against.length > 0;
}

export async function diffRendered(call: Invocation, fleet: CliFleet, environment: string, app: string | undefined): Promise<number> {
  const after: RenderedSide = { session: fleet.session, environment };
  const { flags, terminal } = call;
  const revision = flags.text('against-rev');
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  if (revision === undefined) {
    const other = flags.text('against-env') ?? '';
    await fetchRemotes(fleet, { flags, terminal }, other, app === undefined ? app : nameIn(fleet, app, environment, other));
    const before: RenderedSide = { ...after, environment: other };
    return show(call, after, { environment: other }, answered(renderedChanges(before, after, app), UNKNOWN), unreadIn(before, after, app));
  }
  const tree = await revisionTree(call, fleet, revision);
  try {
    // An environment that is a branch is all of an earlier commit of it, too.
    const branch = branchOf(fleet, environment);
    const settings = (files: Files): Files => {
      const past = ofSameRepository(atCommit(files, tree.commit), fleet.files);
      return branch === undefined ? past : onBranch(past, branch);
    };
    const current = branch === undefined ? undefined : { environment, branch: revision };
    const opened = openFleetAt(tree.root, fleet.remotes, undefined, settings);
    const old: CliFleet = { ...opened, readBranches: () => readPastBranches(opened, fleet, current) };
    if (flags.on('decrypt')) old.decryptions.want(createSops());
    await readPastBranches(old, fleet, current);
    await fetchRemotes(old, { flags, terminal }, environment, app);
    const { session } = old;
    const before: RenderedSide = { session, environment };
    const changes = answered(lookedAt(renderedChanges(before, after, app), revision), UNKNOWN);
    return await show(call, after, { revision, commit: tree.commit }, changes, unreadIn(before, after, app));
  } finally {
    await tree.remove();
  }
}

/** What the app is called in the other environment. */
function nameIn({ session }: CliFleet, app: string, environment: string, other: string): string {
  return pairNamed(session.discovery(), app, environment, other)?.after?.app ?? app;
}

function branchOf({ session }: CliFleet, environment: string): string | undefined {
  return session.branches().trees.find((tree) => tree.environment === environment)?.branch;
}

type Sides = AppChanges['failures'];

/** What may hold more apps says nothing against the one that was asked for. */
function unreadIn(before: RenderedSide, after: RenderedSide, app: string | undefined): Sides {
  return app === undefined ? { before: unreadOf(before), after: unreadOf(after) } : { before: [], after: [] };
}

type Against = { readonly environment: string } | { readonly revision: string; readonly commit: string };

async function revisionTree({ terminal }: Invocation, { root }: CliFleet, revision: string): Promise<RevisionTree> {
  const progress = terminal.progress(`Reading ${revision}…`);
  const opened = await interruptible((signal) => openRevision(root, revision, signal));
  progress();
  return answered(opened, UNKNOWN);
}

/** The reason names where was looked, for the environment may well be in the working tree. */
function lookedAt<T>(answer: Answer<T>, revision: string): Answer<T> {
  return answer.kind === 'answer' ? answer : { kind: 'failed', reason: { ...answer.reason, detail: `looked at ${revision}` } };
}

async function show(
  { flags, terminal }: Invocation,
  { session, environment }: RenderedSide,
  against: Against,
  apps: readonly AppChanges[],
  unread: Sides,
) {
  const unknown = [unread, ...apps.map(({ failures }) => failures)].some(({ before, after }) => before.length + after.length > 0);
  const differs = apps.some(({ changes }) => changes.length > 0);
  if (flags.on('json')) {
    const result = unknown ? 'unknown' : differs ? 'different' : 'same';
    const failures = sidesJson(unread, session.mask);
    await terminal.write(jsonLine({ environment, against, result, apps: apps.map((each) => appJson(each, session.mask)), failures }));
  } else {
    for (const failure of [...unread.before, ...unread.after]) terminal.failure(failure, session.mask);
    const title = 'revision' in against ? `${environment} against ${against.revision}` : `${environment} against ${against.environment}`;
    await terminal.write(apps.map((each) => appText(each, terminal, session.mask)).join('') + summary(title, apps, unread));
  }
  return unknown ? UNKNOWN : differs ? DIFFERENCES : SAME;
}

function appJson({ app, was, changes, failures }: AppChanges, mask: Mask) {
  return {
    app,
    ...(was === undefined ? {} : { was }),
    objects: changes.map(({ ref, was: _was, ...sides }) => ({ ...mask.ref(ref), ...sides })),
    failures: sidesJson(failures, mask),
  };
}

function sidesJson({ before, after }: Sides, mask: Mask) {
  const written = (side: readonly Failure[]) => side.map((failure) => failureJson(failure, mask));
  return { before: written(before), after: written(after) };
}

function appText({ app, was, changes, failures }: AppChanges, terminal: Terminal, mask: Mask): string {
  const rows = [
    ...unknownRows(failures, mask),
    ...changes.map(({ ref, before = '', after = '' }) => {
      const name = refText(mask.ref(ref));
      return patchText(before, after, [name, name], terminal);
    }),
  ];
  return rows.length === 0 ? '' : `${terminal.paint('bold', `== ${app}`)}${was === undefined ? '' : ` (was ${was})`}\n${rows.join('')}`;
}

/** What is unknown on both sides for the same reason is said once. */
function unknownRows({ before, after }: Sides, mask: Mask): readonly string[] {
  const [was, is] = [before, after].map((side) => side.map((failure) => failureLine(failure, mask))) as [string[], string[]];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `  unknown, before: ${line}\n`),
    ...is.map((line) => `  ${was.includes(line) ? 'unknown, before and after' : 'unknown'}: ${line}\n`),
  ];
}

function summary(title: string, apps: readonly AppChanges[], { before, after }: Sides): string {
  const changes = apps.flatMap((each) => each.changes);
  const incomplete = apps.filter(({ failures }) => failures.before.length + failures.after.length > 0);
  const count = (word: string, among: readonly unknown[]) => (among.length === 0 ? [] : [`${countOf(among.length, 'object')} ${word}`]);
  const counts = [
    ...count(
      'changed',
      changes.filter(({ before, after }) => before !== undefined && after !== undefined),
    ),
    ...count(
      'new',
      changes.filter(({ before }) => before === undefined),
    ),
    ...count(
      'gone',
      changes.filter(({ after }) => after === undefined),
    ),
  ];
  const unknown = incomplete.length === 0 ? '' : `; not everything is known of ${countOf(incomplete.length, 'app')}`;
  const unread = unreadRows([...before, ...after]).map((row) => `\n  unknown  ${row}`);
  return `${title}: ${counts.length === 0 ? 'no differences' : counts.join(', ')}${unknown}${unread.join('')}\n`;
}
