// One workspace folder: its session, what was discovered in it, and the paths between its files and the editor's URIs.
import * as vscode from 'vscode';
import type { App, Discovery, Environment, Position } from '../engine/model';
import type { Pin } from '../engine/ports';
import { createSession, type Session, type SessionEvent } from '../session/session';
import { DisposableList } from './disposables';
import type { FolderPorts, Host } from './host';

export type FolderChange = SessionEvent['kind'] | 'pins';

export class Folder implements vscode.Disposable {
  readonly session: Session;
  private readonly changed = new vscode.EventEmitter<FolderChange>();
  readonly onDidChange = this.changed.event;
  private readonly owned = new DisposableList();
  /** Whether anything that was rendered reads files above the folder, which nobody watches. */
  readsOutside = false;
  private held: Discovery | undefined;
  private pinned: ReadonlyMap<string, Pin> = new Map();

  constructor(
    readonly workspaceFolder: vscode.WorkspaceFolder,
    readonly ports: FolderPorts,
    private readonly host: Host,
  ) {
    const { sources, git, pins } = ports;
    this.session = createSession({ files: sources, git, pins, clock: host.clock, randomKey: host.randomKey() });
    this.owned.add(ports);
    this.owned.add(this.changed);
    this.owned.add(this.session.onDidChange((event) => this.onSessionEvent(event)));
    if (sources.onDidArrive !== undefined) this.owned.add(sources.onDidArrive((paths) => this.session.sourcesChanged(paths)));
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
  }

  environment(name: string): Environment | undefined {
    return this.environments.find((environment) => environment.name === name);
  }

  app(environment: string, name: string): App | undefined {
    return this.environment(environment)?.apps.find(({ app }) => app === name);
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

  uri(path: string): vscode.Uri {
    return vscode.Uri.joinPath(this.workspaceFolder.uri, path);
  }

  /** The tree's path of a file in this folder, or undefined for any other. */
  path(uri: vscode.Uri): string | undefined {
    const root = this.workspaceFolder.uri;
    const prefix = root.path.endsWith('/') ? root.path : `${root.path}/`;
    const same = uri.scheme === root.scheme && uri.authority === root.authority;
    return same && uri.path.startsWith(prefix) ? uri.path.slice(prefix.length) : undefined;
  }

  location(position: Position): vscode.Location {
    return new vscode.Location(this.uri(position.file), new vscode.Position(position.line - 1, position.column - 1));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private onSessionEvent(event: SessionEvent): void {
    if (event.kind === 'sources' && this.held !== undefined) this.held = this.session.discovery();
    this.changed.fire(event.kind);
  }
}

function summary(discovery: Discovery): string {
  const apps = discovery.environments.reduce((count, environment) => count + environment.apps.length, 0);
  return `${discovery.environments.length} environments, ${apps} apps, ${discovery.failures.length} failures`;
}
