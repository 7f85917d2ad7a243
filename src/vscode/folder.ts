// One workspace folder: its session, what was discovered in it, and the paths between its files and the editor's URIs.
import * as vscode from 'vscode';
import { chooseBranches } from '../engine/discover/branch/choose';
import {
  type App,
  type BranchesRead,
  type BranchRules,
  CancelledError,
  type Discovery,
  type Environment,
  type Failure,
  type FollowedBranch,
  type KnownBranch,
  NO_BRANCHES,
  type Position,
  type Rendered,
} from '../engine/model';
import type { Answer, Cluster, Files, Pin } from '../engine/ports';
import { GIT_CHECKED_OUT } from '../engine/discover/checked-out';
import { clonesIn, GIT_CLONES } from '../engine/discover/clones';
import { isInRemote } from '../engine/render/kustomize/remote/link';
import { type ArgoClusters, type ClustersTold, createArgoClusters } from '../session/argo-clusters';
import { createDecryptions, decryptMissing } from '../session/decryptions';
import { isOutside } from '../session/outside';
import { withChartSettings } from '../session/chart-settings';
import { followsMore, unreadBranches } from '../session/followed';
import { fetchMissing, followedRemotes, missingRemotes } from '../session/fetch-remotes';
import { createSession, type Session, type SessionEvent } from '../session/session';
import { DisposableList } from './disposables';
import { documentUri } from './document-uri';
import type { FolderPorts, Host } from './host';
import { chartSettings, decryptsSops, environmentsSetting } from './settings';

/** `rendered`: every app has been rendered since the last change. */
export type FolderChange = SessionEvent['kind'] | 'pins' | 'problems' | 'rendered';

/** What a render of an app showed. */
interface Seen {
  readonly environment: string;
  readonly app: string;
  readonly failures: readonly Failure[];
  /** Whether it asks a cluster, or would. */
  readonly asks: boolean;
}

export interface RemotesRequest {
  readonly signal: AbortSignal;
  /** One environment, or one app of it; everything unless named. */
  readonly environment?: string | undefined;
  readonly app?: string | undefined;
  /** Whether branches are looked at again, and what could not be fetched is tried again. */
  readonly again?: boolean;
  readonly onStart?: (what: string) => void;
}

export class Folder implements vscode.Disposable {
  readonly session: Session;
  /** What SOPS encrypted, decrypted in memory where the user has asked. */
  readonly decryptions = createDecryptions();
  /** What ApplicationSets are told of clusters, where the user has asked one. */
  readonly argoClusters: ArgoClusters = createArgoClusters();
  /** Files of this folder, such as those of an older commit, with what charts and generators are told. */
  readonly overCharts: (files: Files) => Files;
  private readonly changed = new vscode.EventEmitter<FolderChange>();
  readonly onDidChange = this.changed.event;
  private readonly owned = new DisposableList();
  /** Whether anything that was rendered reads files above the folder, which nobody watches. */
  readsOutside = false;
  private branchReading = new AbortController();
  private cloneReading = new AbortController();
  private commitReading = new AbortController();
  /** Clones outside of the folder, with their paths as the tree has them. */
  private readonly cloneRoots: readonly { readonly uri: vscode.Uri; readonly path: string }[];
  private branchesHeld = NO_BRANCHES;
  /** What branches were looked for by the last time. */
  private rulesRead: Pick<BranchRules, 'followed'> = { followed: [] };
  private held: Discovery | undefined;
  private failing: ReadonlyMap<string, readonly Failure[]> = new Map();
  private asking: ReadonlySet<string> = new Set();
  private pinned: ReadonlyMap<string, Pin> = new Map();

  constructor(
    readonly workspaceFolder: vscode.WorkspaceFolder,
    readonly ports: FolderPorts,
    private readonly host: Host,
  ) {
    const { sources, git, pins } = ports;
    const { clock } = host;
    const setting = () => environmentsSetting(workspaceFolder);
    const named = clonesIn(sources).filter(({ folder, problem }) => problem === undefined && isOutside(folder));
    this.cloneRoots = named.map(({ folder }) => ({ uri: vscode.Uri.joinPath(workspaceFolder.uri, folder), path: folder }));
    const withSettings = withChartSettings(chartSettings(workspaceFolder, () => host.randomKey(), clock.now));
    this.overCharts = (files) => this.decryptions.over(this.argoClusters.over(withSettings(files)));
    if (ports.decryptor !== undefined && decryptsSops(workspaceFolder)) this.decryptions.want(ports.decryptor);
    this.session = createSession({
      files: this.overCharts(sources),
      git,
      pins,
      clock,
      randomKey: host.randomKey(),
      environmentsSetting: setting,
      ...this.threads,
    });
    this.owned.add(ports);
    this.owned.add(this.changed);
    this.owned.add(this.session.onDidChange((event) => this.onSessionEvent(event)));
    ports.ownCommit?.onAsked(() => {
      this.lookAtCommit().catch((error: unknown) => host.log.error(`commit of ${workspaceFolder.name}: ${String(error)}`));
    });
    if (sources.onDidArrive !== undefined) this.owned.add(sources.onDidArrive((paths) => this.session.sourcesChanged(paths)));
  }

  /** What sessions over trees of this folder need to render elsewhere what takes long. */
  get threads(): Pick<FolderPorts, 'longRenders'> {
    const { longRenders } = this.ports;
    return longRenders === undefined ? {} : { longRenders };
  }

  /** What was found, or undefined until the first reading is done. */
  get discovery(): Discovery | undefined {
    return this.held;
  }

  /** Empty until the first reading is done. */
  get environments(): readonly Environment[] {
    return this.held?.environments ?? [];
  }

  get key(): string {
    return this.workspaceFolder.uri.toString();
  }

  /** Reads the folder for the first time. */
  async open(): Promise<void> {
    await this.ports.sources.ready;
    const started = performance.now();
    this.held = this.session.discovery();
    this.host.log.info(`${this.workspaceFolder.name}: ${summary(this.held)}, found in ${Math.round(performance.now() - started)} ms`);
    await this.readPins();
    // The view does not wait for git.
    this.lookAtBranches();
    this.lookAtClones().catch((error: unknown) => this.host.log.error(`clones for ${this.workspaceFolder.name}: ${String(error)}`));
  }

  /** Reads the trees of environment branches that are not checked out, and of those that sources follow, if they have moved since. Nothing is fetched. */
  async readBranches(): Promise<void> {
    const { branches } = this.ports;
    if (this.held === undefined) return;
    this.branchReading.abort();
    this.branchReading = new AbortController();
    const { signal } = this.branchReading;
    const rules = this.held.branches;
    const { followed } = rules;
    this.rulesRead = rules;
    const read = await branches?.({ choose: (known) => chooseBranches(known, rules), followed }, signal);
    if (signal.aborted) return;
    const answer = read?.kind === 'answer' ? read.value : unreadBranches(followed, read?.reason);
    const before = JSON.stringify(this.branchesHeld);
    this.branchesHeld = answer;
    if (JSON.stringify(answer) === before) return;
    this.session.branchesRead(answer);
    await this.readPins();
  }

  /** What git knows of branches that sources follow in another commit. */
  async askBranches(followed: readonly FollowedBranch[], signal: AbortSignal): Promise<Answer<BranchesRead>> {
    const choose = (known: readonly KnownBranch[]) => (this.held === undefined ? [] : chooseBranches(known, this.held.branches));
    const read = await this.ports.branches?.({ choose, followed }, signal);
    return read ?? { kind: 'answer', value: unreadBranches(followed) };
  }

  environment(name: string): Environment | undefined {
    return this.environments.find((environment) => environment.name === name);
  }

  app(environment: string, name: string): App | undefined {
    return this.environment(environment)?.apps.find(({ app }) => app === name);
  }

  /** What kept an app from being rendered, as far as it has been rendered since the last edit; limits of ours are not among it. */
  problems(environment: string, app: string): readonly Failure[] {
    return this.failing.get(problemsKey(environment, app)) ?? [];
  }

  /** Whether an app wants to know something of a cluster, as far as it has been rendered. */
  asks(environment: string, app: string): boolean {
    return this.asking.has(problemsKey(environment, app));
  }

  /** Rows draw what is known, and render nothing themselves: whoever has rendered every app tells it here. */
  setProblems(found: readonly Seen[]): void {
    const before = JSON.stringify([[...this.failing], [...this.asking]]);
    this.failing = new Map(
      found.filter(({ failures }) => failures.length > 0).map((each) => [problemsKey(each.environment, each.app), each.failures]),
    );
    this.asking = new Set(found.filter(({ asks }) => asks).map((each) => problemsKey(each.environment, each.app)));
    if (JSON.stringify([[...this.failing], [...this.asking]]) !== before) this.changed.fire('problems');
  }

  /**
   * Fetches what renders take from outside of the tree, if it is missing; what was fetched before too, where `again` is set.
   * @returns what could not be fetched.
   * @throws CancelledError when the signal aborts.
   */
  async fetchRemotes(request: RemotesRequest): Promise<readonly Failure[]> {
    const { remotes } = this.ports;
    if (remotes === undefined) return [];
    const { environment, app, again = false, signal, onStart } = request;
    if (again) this.session.sourcesChanged(remotes.forgetFailures());
    const renders = () => this.rendersOf(environment, app);
    return fetchMissing({
      remotes,
      signal,
      known: again ? followedRemotes(renders()) : [],
      missing: () => missingRemotes(renders()),
      arrived: (links) => this.session.sourcesChanged(links),
      onStart,
    });
  }

  /** Decrypts what was not decrypted yet, where the user has asked. @throws CancelledError when the signal aborts. */
  decryptMissing(signal: AbortSignal): Promise<void> {
    return decryptMissing(
      this.decryptions,
      () => this.rendersOf(),
      (paths) => this.session.sourcesChanged(paths),
      signal,
    );
  }

  /** Asks a cluster for the clusters that its Argo CD knows, and discovers with them. @throws CancelledError when the signal aborts. */
  async askArgoClusters(cluster: Cluster, signal: AbortSignal): Promise<ClustersTold> {
    const { argoClusters, session, host } = this;
    const rediscover = (questions: readonly string[]): void => {
      session.sourcesChanged(questions);
      session.discovery();
    };
    const told = await argoClusters.ask({ cluster, at: host.clock.now(), signal, rediscover });
    // Environments that are there only now may be pinned from before.
    await this.readPins();
    return told;
  }

  /** Told by whoever has rendered every app. */
  allRendered(): void {
    this.changed.fire('rendered');
  }

  pin(environment: string): Pin | undefined {
    return this.pinned.get(environment);
  }

  /** Asks again which environments are pinned to what. Contacts no cluster. */
  async readPins(): Promise<void> {
    const pins = new Map<string, Pin>();
    for (const { name } of this.environments) {
      const answer = await this.ports.pins.read(name);
      if (answer.kind === 'failed') this.host.log.warn(`pin of ${name}: ${answer.reason.code} ${answer.reason.detail ?? ''}`);
      else if (answer.value !== undefined) pins.set(name, answer.value);
    }
    const before = this.pinned;
    this.pinned = pins;
    // Another window may have pinned it elsewhere. This window's own changes have dropped their comparisons already.
    for (const [name, pin] of before) if (pins.get(name)?.uid !== pin.uid) this.session.pinChanged(name);
    this.changed.fire('pins');
  }

  /** Where the editor opens a file: on disk, or as a read-only document for a file of a remote base. */
  uri(path: string): vscode.Uri {
    if (isInRemote(path)) return documentUri({ view: 'remote', folder: this.key, path });
    return vscode.Uri.joinPath(this.workspaceFolder.uri, path);
  }

  /** The tree's path of a file in this folder, or in a clone of another repository; undefined for any other. */
  path(uri: vscode.Uri): string | undefined {
    const root = this.workspaceFolder.uri;
    if (uri.scheme !== root.scheme || uri.authority !== root.authority) return undefined;
    const own = below(root, uri);
    if (own !== undefined) return own;
    const clone = this.cloneRoots.find(({ uri: folder }) => below(folder, uri) !== undefined);
    return clone && `${clone.path}/${below(clone.uri, uri)}`;
  }

  /** Asks git anew what is checked out in clones of other repositories. */
  async lookAtClones(): Promise<void> {
    const { clones } = this.ports;
    if (clones === undefined || clones.folders.length === 0) return;
    this.cloneReading.abort();
    this.cloneReading = new AbortController();
    const { signal } = this.cloneReading;
    try {
      if (await clones.look(signal)) this.session.sourcesChanged([GIT_CLONES]);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
    }
  }

  /** Asks git anew what is checked out here, where anything depends on it. */
  async lookAtCommit(): Promise<void> {
    const { ownCommit } = this.ports;
    if (ownCommit?.isWanted !== true) return;
    this.commitReading.abort();
    this.commitReading = new AbortController();
    try {
      if (await ownCommit.look(this.commitReading.signal)) this.session.sourcesChanged([GIT_CHECKED_OUT]);
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
    }
  }

  location(position: Position): vscode.Location {
    return new vscode.Location(this.uri(position.file), new vscode.Position(position.line - 1, position.column - 1));
  }

  dispose(): void {
    this.branchReading.abort();
    this.cloneReading.abort();
    this.commitReading.abort();
    this.owned.dispose();
  }

  private lookAtBranches(): void {
    this.readBranches().catch((error: unknown) => this.host.log.error(`branches of ${this.workspaceFolder.name}: ${String(error)}`));
  }

  private rendersOf(environment?: string, app?: string): readonly Rendered[] {
    const wanted = this.environments.filter(({ name }) => environment === undefined || name === environment);
    return wanted.flatMap(({ name, apps }) =>
      apps.filter((each) => app === undefined || each.app === app).map((each) => this.session.render(name, each.app)),
    );
  }

  private onSessionEvent(event: SessionEvent): void {
    if (event.kind === 'sources' && this.held !== undefined) {
      this.held = this.session.discovery();
      if (followsMore(this.held.branches, this.rulesRead)) this.lookAtBranches();
    }
    this.changed.fire(event.kind);
  }
}

function below(folder: vscode.Uri, uri: vscode.Uri): string | undefined {
  const prefix = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  return uri.path.startsWith(prefix) ? uri.path.slice(prefix.length) : undefined;
}

function problemsKey(environment: string, app: string): string {
  return JSON.stringify([environment, app]);
}

function summary(discovery: Discovery): string {
  const apps = discovery.environments.reduce((count, environment) => count + environment.apps.length, 0);
  return `${discovery.environments.length} environments, ${apps} apps, ${discovery.failures.length} failures`;
}
