// Plans a promotion and carries it out: scalar edits on a branch of their own.
import {
  type App,
  type Discovery,
  type Failure,
  type FailureCode,
  type FileChange,
  type ImagePolicy,
  type LineEdit,
  type PromotionPlan,
  type PromotionResult,
  type Rendered,
  type Version,
  nothingRendered,
} from '../model';
import { changedObjects } from '../compare/renders';
import { chooseTag, ruleWords } from '../decide/image-policy';
import type { Mask } from '../normalise/mask';
import type { Answer, Files, Git, GitStatus } from '../ports';
import { editScalars } from '../yaml/edit';
import { editTexts, isHcl } from './promotion/edit-hcl';
import { withChanges } from './promotion/edited-files';
import { branchName, commitMessage } from './promotion/naming';
import { withoutOtherBranches } from './promotion/other-branch';
import { imagesPlace, pairVersions, type VersionPair } from './promotion/pairs';
import { promotedPair } from './promotion/parts';

export interface PromotionRequest {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly branch?: string;
}

export interface PromotionInputs {
  readonly files: Files;
  readonly discovery: Discovery;
  readonly mask: Mask;
  /** Renders an app over any files: called with the tree as it is, and with the tree as it would be. */
  readonly render: (app: App, files: Files) => Promise<Rendered>;
}

/** `nothingToPromote` where both environments already pin the same versions. Throws only what `render` throws. */
export async function planPromotion(request: PromotionRequest, given: PromotionInputs): Promise<Answer<PromotionPlan>> {
  const { app, from, to } = request;
  const found = findApps(given.discovery, request);
  if (found.kind === 'failed') return found;
  const { source, target, isPart } = found.value;
  // What another tool makes of a part is not rendered.
  const inputs = isPart ? { ...given, render: async () => nothingRendered([]) } : given;
  if (from === to)
    return refuse({ code: 'notPromotable', subject: app, detail: `${from} cannot be promoted to itself; name two environments` });
  if (source.versions.length === 0) return refuse((await brokenSource(source, inputs)) ?? noVersions(source, from));
  const base = baseOf(target, to, inputs.discovery);
  const { changes, failures } = withoutOtherBranches(pairVersions(source, target, from, to), base?.folder, inputs);
  const [first] = failures;
  if (changes.length === 0 && first !== undefined) return refuse((await brokenSource(target, inputs)) ?? first);
  if (changes.length === 0) return refuse({ code: 'nothingToPromote', subject: app });
  const files = changedFiles(changes, inputs.files);
  if (files.kind === 'failed') return files;
  const before = await inputs.render(target, inputs.files);
  const after = await inputs.render(target, withChanges(inputs.files, files.value));
  const message = commitMessage(app, changes, from, to);
  const plan: PromotionPlan = {
    app,
    from,
    to,
    target: target.app,
    branch: request.branch ?? branchName(app, changes, to),
    message: base === undefined ? message : message.replaceAll(`${base.folder}/`, ''),
    ...(base === undefined ? {} : { base }),
    versions: changes.map(({ name, from: { tag: after }, to: { tag: before, policy } }) => ({
      name,
      before,
      after,
      ...(policy === undefined ? {} : { policy }),
    })),
    edits: changes.map(editOf),
    files: files.value,
    effects: isUnknown(before) || isUnknown(after) ? [] : changedObjects(before.objects, after.objects, inputs.mask),
    failures: [
      ...failures,
      ...after.failures,
      ...before.failures.filter(({ code }) => code === 'tooSlow'),
      ...automatedLines(changes, inputs.discovery),
      ...(isPart ? [notPlanned(target)] : []),
    ],
  };
  return { kind: 'answer', value: plan };
}

function notPlanned({ source }: App): Failure {
  return { code: 'unsupported', subject: 'What Terraform makes of the change', ...source };
}

/** Objects that were not waited for are missing, and would seem to come or go. */
function isUnknown({ failures }: Rendered): boolean {
  return failures.some(({ code }) => code === 'tooSlow');
}

/** Commits the plan on its branch, and pushes it where asked. Refuses when a file of the plan has uncommitted changes. */
export async function carryOutPromotion(
  plan: PromotionPlan,
  git: Git,
  options: { readonly push: boolean; readonly remote?: string },
): Promise<Answer<PromotionResult>> {
  const status = await git.status();
  if (status.kind === 'failed') return status;
  const { head } = status.value;
  if (head === undefined) return refuse({ code: 'noCommit' });
  // The files of another branch's commit cannot have changed since.
  for (const file of plan.base === undefined ? plan.files : []) {
    const reason = await whyNotCommitted(file, status.value, git);
    if (reason !== undefined) return refuse(reason);
  }
  const folder = plan.base === undefined ? '' : `${plan.base.folder}/`;
  const changes = plan.files.map((file) => ({ path: file.file.slice(folder.length), content: file.after }));
  const commit = await git.commitOnNewBranch(plan.branch, changes, plan.message, plan.base?.commit);
  if (commit.kind === 'failed') return commit;
  const result = { branch: plan.branch, commit: commit.value, base: plan.base?.commit ?? head };
  if (!options.push) return { kind: 'answer', value: { ...result, pushed: false } };
  const pushFailure = await pushBranch(plan.branch, options.remote, status.value, git);
  return { kind: 'answer', value: { ...result, pushed: pushFailure === undefined, ...(pushFailure === undefined ? {} : { pushFailure }) } };
}

/** Lines of the target that image automation writes: what is promoted there lasts until it runs again. */
function automatedLines(changes: readonly VersionPair[], { imageAutomation }: Discovery): readonly Failure[] {
  return changes.flatMap(({ name, from: source, to: { file, line, column } }): Failure[] => {
    const marker = imageAutomation.markers.find((one) => one.file === file && one.line === line && one.column === column);
    if (marker === undefined || marker.automations.length === 0) return [];
    const policy = imageAutomation.policies.find((one) => one.name === marker.policy);
    const by = `ImageUpdateAutomation ${marker.automations.join(', ')} by ImagePolicy ${marker.policy}`;
    const detail = policy === undefined ? by : `${by}${choiceWords(policy, source)}`;
    return [{ code: 'automatedLine', subject: name, file, line, column, detail }];
  });
}

/** The policy's rule, and whether it can choose the tag at all. */
function choiceWords(policy: ImagePolicy, { tag, digest }: Version): string {
  const rule = ` (${ruleWords(policy.rule)})`;
  if (digest === true || chooseTag(policy, [tag.replace(/@.*$/, '')]).kind === 'tag') return rule;
  return `${rule}, which never chooses ${tag}`;
}

function baseOf({ tree }: App, name: string, { environments }: Discovery): PromotionPlan['base'] {
  const branch = environments.find((environment) => environment.name === name)?.branch;
  return tree === undefined || branch === undefined ? undefined : { branch: branch.name, commit: branch.commit, folder: tree };
}

function refuse(reason: Failure): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason };
}

interface Promoted {
  readonly source: App;
  readonly target: App;
  readonly isPart: boolean;
}

/** The app, or the part of another tool, in both environments. In the target, its name may be another one. */
function findApps(discovery: Discovery, { app, from, to }: PromotionRequest): Answer<Promoted> {
  for (const name of [from, to]) {
    const isKnown = discovery.environments.some((environment) => environment.name === name);
    if (!isKnown) return refuse({ code: 'noSuchEnvironment', subject: name });
  }
  const { before, after, isPart } = promotedPair(discovery, app, from, to);
  if (before === undefined) return refuse({ code: 'noSuchApp', subject: app, detail: `looked in ${from}` });
  if (after === undefined) return refuse({ code: 'noSuchApp', subject: app, detail: `looked in ${to}` });
  return { kind: 'answer', value: { source: before, target: after, isPart } };
}

/** Why an app's files cannot say which versions it pins: then that is what to put right, and not a version that seems to be missing. */
async function brokenSource(app: App, { render, files }: PromotionInputs): Promise<Failure | undefined> {
  return (await render(app, files)).failures.find(({ code }) => BROKEN.has(code));
}

const BROKEN: ReadonlySet<FailureCode> = new Set([
  'notYaml',
  'notFound',
  'unreadable',
  'cycle',
  'notAKustomization',
  'severalKustomizations',
]);

function noVersions(app: App, environment: string): Failure {
  const detail = `${environment} pins no version for it; set newTag under "images:" in ${imagesPlace(app)}`;
  return { code: 'notPromotable', subject: app.app, ...app.source, detail };
}

function editOf({ from, to }: VersionPair): LineEdit {
  const before = to.scalar ?? to.tag;
  return { file: to.file, line: to.line, column: to.column, before, after: before.slice(0, before.length - to.tag.length) + from.tag };
}

function changedFiles(changes: readonly VersionPair[], files: Files): Answer<readonly FileChange[]> {
  const changed: FileChange[] = [];
  for (const file of new Set(changes.map((change) => change.to.file))) {
    const content = files.read(file);
    if (content.kind === 'failed') return content;
    if (content.kind !== 'file') return refuse({ code: 'notFound', file, subject: file });
    if (content.bytes !== undefined) {
      return refuse({
        code: 'notPromotable',
        file,
        subject: file,
        detail: 'the file is not UTF-8; editing it could damage the rest of it',
      });
    }
    const edits = changes.filter((change) => change.to.file === file).map(editOf);
    const edited = isHcl(file) ? editTexts(content.text, edits) : textOf(editScalars(content.text, edits));
    if (edited.kind === 'failed') return edited;
    changed.push({ file, before: content.text, after: edited.value });
  }
  return { kind: 'answer', value: changed };
}

function textOf(edited: ReturnType<typeof editScalars>): Answer<string> {
  return edited.kind === 'failed' ? edited : { kind: 'answer', value: edited.text };
}

/** The commit is made from HEAD, so the plan must have been made over the very text that HEAD has. */
async function whyNotCommitted(change: FileChange, status: GitStatus, git: Git): Promise<Failure | undefined> {
  const { file } = change;
  const dirty: Failure = { code: 'dirtyFile', subject: file, file };
  if (status.dirty.some((path) => path === file || (path.endsWith('/') && file.startsWith(path)))) return dirty;
  const committed = await git.show('HEAD', file);
  if (committed.kind === 'failed') return committed.reason;
  if (committed.value === undefined) return { ...dirty, detail: 'it has never been committed' };
  return sameText(committed.value, change.before)
    ? undefined
    : { ...dirty, detail: 'it has unsaved changes, or has changed since the plan' };
}

/** But for line ends, which Git may convert between the commit and the working tree. */
function sameText(a: string, b: string): boolean {
  return a === b || a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}

async function pushBranch(branch: string, remote: string | undefined, status: GitStatus, git: Git): Promise<Failure | undefined> {
  const target = remote ?? (status.remotes.includes('origin') ? 'origin' : status.remotes[0]);
  if (target === undefined) return { code: 'noRemote' };
  const pushed = await git.push(branch, target);
  return pushed.kind === 'failed' ? pushed.reason : undefined;
}
