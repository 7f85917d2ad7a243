// Compares what an environment or an app renders with what a commit rendered, or another environment: manifests against manifests.
import * as vscode from 'vscode';
import { atCommit } from '../engine/discover/checked-out';
import { onBranch } from '../engine/discover/head';
import { ofSameRepository } from '../engine/discover/same-repository';
import { CancelledError, type Environment, type Failure, NO_BRANCHES } from '../engine/model';
import { failureLine } from '../engine/presenter';
import type { Answer } from '../engine/ports';
import { type AppChange, type AppChanges, type RenderedSide, renderedChangeSteps, unreadOf } from '../session/rendered-changes';
import { pastBranches, tellBranches } from '../session/followed';
import { createSession } from '../session/session';
import { absentGit, absentPins } from './absent-tools';
import { type Against, chooseAgainst, SHORT_COMMIT } from './compare-choice';
import { type DocumentRef, documentUri } from './document-uri';
import type { Folder } from './folder';
import type { PastTree } from './host';
import { releasesOf } from './releases';
import { withoutRepetition } from '../session/failures';
import { environmentsSetting } from './settings';
import { inSlices } from './slices';
import { chooseEnvironment, type Target } from './targets';
import { type Action, showFailure, showMessage, showOutput, withCancel } from './messages';
import type { Ui } from './ui';
import { failureWords } from './words';

/** What came of the comparison; a commit is named by its id. */
interface Outcome {
  readonly apps: readonly AppChanges[];
  /** Files that may hold more apps, on either side. */
  readonly unread: AppChanges['failures'];
  readonly commit?: string;
}

/** Command. Opens what differs in one diff editor, an entry for each object; what could not be rendered on either side is said as well. */
export async function compareRenderedCommand(ui: Ui, argument: unknown): Promise<void> {
  const target = await chooseEnvironment(ui.fleet, argument, vscode.l10n.t('Environment whose rendered objects to compare'));
  const against = target === undefined ? undefined : await chooseAgainst(ui, target);
  if (target === undefined || against === undefined) return;
  const title = vscode.l10n.t('Comparing what {0} renders with {1}', nameOf(target), labelOf(against));
  const found = await withCancel(title, (signal) =>
    against.kind === 'revision' ? againstRevision(ui, target, against.revision, signal) : againstEnvironment(target, against.name, signal),
  );
  if (found === undefined) return;
  if (found.kind === 'failed') showFailure(ui.host.log, found.reason, target.folder.session.mask, [showOutput(ui.host)]);
  else await show(ui, target, against, found.value);
}

async function againstRevision(ui: Ui, target: Target, revision: string, signal: AbortSignal): Promise<Answer<Outcome>> {
  const { folder, environment } = target;
  const opened = await folder.ports.revisions.open(revision, signal);
  if (opened.kind === 'failed') return opened;
  const tree = opened.value;
  try {
    const before = { session: await pastSession(ui, tree, folder, environment, signal), environment: environment.name };
    const found = await changes(before, { session: folder.session, environment: environment.name }, target, signal);
    return found.kind === 'failed' ? found : { kind: 'answer', value: { ...found.value, commit: tree.commit } };
  } finally {
    await tree.remove();
  }
}

function againstEnvironment(target: Target, name: string, signal: AbortSignal): Promise<Answer<Outcome>> {
  const { session } = target.folder;
  return changes({ session, environment: name }, { session, environment: target.environment.name }, target, signal);
}

async function pastSession({ host }: Ui, { files, commit }: PastTree, now: Folder, { name }: Environment, signal: AbortSignal) {
  const known = now.session.branches();
  const branch = known.trees.find(({ environment }) => environment === name)?.branch;
  // The settings of its repository, and clones of others, are where the folder has them.
  const past = ofSameRepository(atCommit(files, commit), now.ports.sources);
  const reason: Failure = { code: 'noRepository', subject: commit };
  const setting = () => environmentsSetting(now.workspaceFolder);
  const { clock } = host;
  const session = createSession({
    files: now.overCharts(branch === undefined ? past : onBranch(past, branch)),
    git: absentGit(reason),
    pins: absentPins(reason),
    clock,
    randomKey: host.randomKey(),
    environmentsSetting: setting,
    ...now.threads,
  });
  // An environment that is a branch is all of an earlier commit of it, too.
  const current = branch === undefined ? undefined : { environment: name, branch: commit };
  if (current !== undefined) session.branchesRead({ ...NO_BRANCHES, current });
  await tellBranches(
    session,
    pastBranches(known, current, (followed) => now.askBranches(followed, signal)),
  );
  return session;
}

async function changes(
  before: RenderedSide,
  after: RenderedSide,
  { folder, environment, app }: Target,
  signal: AbortSignal,
): Promise<Answer<Outcome>> {
  // Its row stands for the HelmReleases below it too.
  const names = app === undefined ? [undefined] : [app, ...releasesOf(environment, app)].map((each) => each.app);
  const apps: AppChanges[] = [];
  for (const name of names) {
    const found = await wholeChanges(before, after, name, folder, signal);
    if (found.kind === 'failed') return found;
    apps.push(...found.value);
  }
  const unread = app === undefined ? { before: unreadOf(before), after: unreadOf(after) } : { before: [], after: [] };
  return { kind: 'answer', value: { apps, unread } };
}

/** What is decrypted may hold what is to be decrypted. */
const MOST_DECRYPTIONS = 16;

/** What differs once nothing is on its way from another thread, and nothing is left to decrypt where the user has asked for that. */
async function wholeChanges(
  before: RenderedSide,
  after: RenderedSide,
  name: string | undefined,
  { decryptions }: Folder,
  signal: AbortSignal,
) {
  for (let rounds = 0; ; ) {
    const found = await inSlices(renderedChangeSteps(before, after, name), signal);
    if (found === undefined) throw new CancelledError();
    const failures = found.kind === 'failed' ? [] : found.value.flatMap((each) => [...each.failures.before, ...each.failures.after]);
    const encrypted = failures.flatMap(({ code, subject, file = '' }) => (code === 'unread' && subject === 'decryption' ? [file] : []));
    if (encrypted.length > 0 && rounds++ < MOST_DECRYPTIONS) {
      await decryptions.gather(encrypted, signal);
      for (const { session } of [before, after]) session.sourcesChanged(encrypted);
    } else if (failures.some(({ code }) => code === 'rendering'))
      await Promise.all([before.session.settled(signal), after.session.settled(signal)]);
    else return found;
  }
}

async function show(ui: Ui, target: Target, against: Against, outcome: Outcome): Promise<void> {
  const label = outcome.commit === undefined ? labelOf(against) : withCommit(labelOf(against), outcome.commit);
  const name = nameOf(target);
  const differing = outcome.apps.flatMap(({ app, was = app, changes }) => changes.map((change) => ({ app, was, change })));
  if (differing.length > 0) {
    const resources = differing.map((each) => entry(target, against, each, outcome.commit));
    if (outcome.commit !== undefined) hold(ui, target, differing, outcome.commit);
    const title = outcome.commit === undefined ? `${label} ↔ ${name}` : vscode.l10n.t('{0}: {1} ↔ now', name, label);
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  }
  const problems = problemsOf(outcome, label, name);
  for (const { failure, where } of problems) ui.host.log.warn(`${where}: ${failureLine(failure, target.folder.session.mask)}`);
  const [first] = problems;
  if (first !== undefined) {
    const reason = `${first.where}: ${failureWords(first.failure, target.folder.session.mask)}`;
    const text =
      differing.length > 0
        ? vscode.l10n.t(
            '{0} and {1}: not everything could be rendered ({2} problems), so more may differ. {3}',
            name,
            label,
            problems.length,
            reason,
          )
        : vscode.l10n.t('{0} and {1}: unknown whether they differ ({2} problems). {3}', name, label, problems.length, reason);
    showMessage('warning', text, [...(first.where === name ? openSource(target, first.failure) : []), showOutput(ui.host)]);
  } else if (differing.length === 0) {
    showMessage('information', vscode.l10n.t('{0} renders the same as {1}: nothing differs.', name, label));
  }
}

interface Problem {
  /** On which side. */
  readonly where: string;
  readonly failure: Failure;
}

function problemsOf({ apps, unread }: Outcome, before: string, after: string): readonly Problem[] {
  const sides = [unread, ...apps.map(({ failures }) => failures)];
  const of = (side: 'before' | 'after', where: string): readonly Problem[] =>
    withoutRepetition(sides.flatMap((each) => each[side])).map((failure) => ({ where, failure }));
  return [...of('after', after), ...of('before', before)];
}

/** Only a file of the tree that is open can be gone to. */
function openSource({ folder }: Target, { file, line = 1, column = 1 }: Failure): readonly Action[] {
  if (file === undefined) return [];
  const range = new vscode.Range(line - 1, column - 1, line - 1, column - 1);
  return [{ title: vscode.l10n.t('Open Source'), run: () => vscode.window.showTextDocument(folder.uri(file), { selection: range }) }];
}

interface Differing {
  readonly app: string;
  /** The app's name on the other side. */
  readonly was: string;
  readonly change: AppChange;
}

/** The entry of the diff editor for one object: what it is called by, and its two sides, of which one may be empty. */
function entry(target: Target, against: Against, { app, was, change }: Differing, commit: string | undefined) {
  const { folder, environment } = target;
  const { mask } = folder.session;
  const left =
    against.kind === 'environment'
      ? documentUri({ view: 'object', folder: folder.key, app: was, environment: against.name, object: change.was ?? change.ref }, mask)
      : documentUri(pastRef(target, app, change, commit ?? ''), mask);
  const right = documentUri({ view: 'object', folder: folder.key, app, environment: environment.name, object: change.ref }, mask);
  return [right, change.before === undefined ? undefined : left, change.after === undefined ? undefined : right];
}

/** The past is gone with its tree, and is held as text; now is rendered as it is looked at. */
function hold(ui: Ui, target: Target, differing: readonly Differing[], commit: string): void {
  const set = JSON.stringify([target.folder.key, target.environment.name, target.app?.app, commit]);
  ui.documents.hold(
    set,
    differing.map(({ app, change }) => ({ ref: pastRef(target, app, change, commit), text: change.before ?? '' })),
  );
}

function pastRef({ folder, environment }: Target, app: string, { ref, was = ref }: AppChange, commit: string): DocumentRef {
  return { view: 'past', folder: folder.key, environment: environment.name, app, object: was, commit };
}

function nameOf({ environment, app }: Target): string {
  return app === undefined ? environment.name : `${app.app} (${environment.name})`;
}

function labelOf(against: Against): string {
  return against.kind === 'revision' ? against.label : against.name;
}

function withCommit(label: string, commit: string): string {
  return commit.startsWith(label) ? commit.slice(0, SHORT_COMMIT) : `${label} (${commit.slice(0, SHORT_COMMIT)})`;
}
