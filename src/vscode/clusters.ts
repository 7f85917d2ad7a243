// Which cluster the user is looking at: a kube-context or a snapshot, chosen once and remembered for the workspace.
import * as vscode from 'vscode';
import { snapshotContext, snapshotPath } from '../engine/model';
import type { Answer, Cluster } from '../engine/ports';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import type { Host } from './host';
import { clusterTimeout, snapshotSetting } from './settings';

const REMEMBERED = 'plumbline.context';

type Choice = vscode.QuickPickItem & {
  /** A kube-context's name, or `snapshot:<path>`. */
  readonly name: string;
};

export function isSnapshot(context: string): boolean {
  return snapshotPath(context) !== undefined;
}

interface Wanted {
  /** Whose likely clusters come first. */
  readonly environment?: { readonly name: string; readonly expectedContext?: string };
  /** Only what can be asked to do something. */
  readonly kind?: 'live' | undefined;
  /** What the cluster is wanted for. */
  readonly placeHolder?: string;
}

/** What people read of a context's name: a snapshot goes by its folder. */
export function contextName(context: string): string {
  return snapshotPath(context) ?? context;
}

export class ClusterSelection implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private fallback: Promise<string | undefined> | undefined;

  constructor(
    private readonly host: Host,
    private readonly fleet: Fleet,
    private readonly memory: vscode.Memento,
  ) {}

  /** The active context: the one that was chosen, else the only snapshot of the settings, else the kubeconfig's current one. Contacts no cluster. */
  async active(): Promise<string | undefined> {
    const remembered = this.memory.get<string>(REMEMBERED);
    if (remembered !== undefined) return remembered;
    const [only, ...others] = this.fleet.folders.flatMap((folder) => snapshotNames(folder));
    if (only !== undefined) return others.length === 0 ? only : undefined;
    this.fallback ??= this.currentContext();
    return this.fallback;
  }

  async activate(name: string): Promise<void> {
    await this.memory.update(REMEMBERED, name);
    this.changed.fire();
  }

  /** Forgets the choice and what the kubeconfig said. */
  async reset(): Promise<void> {
    this.fallback = undefined;
    await this.memory.update(REMEMBERED, undefined);
    this.changed.fire();
  }

  /** Asks for a context, and makes it the active one. @returns undefined when the user left. */
  async choose(wanted: Wanted = {}): Promise<string | undefined> {
    const name = await this.pick(wanted);
    if (name !== undefined) await this.activate(name);
    return name;
  }

  /** Asks for a context. @returns undefined when the user left. */
  async pick({ environment, kind, placeHolder }: Wanted): Promise<string | undefined> {
    const active = await this.active();
    const choices = (await this.choices(active, environment)).filter(({ name }) => kind === undefined || !isSnapshot(name));
    if (choices.length === 0) return nothingToChoose(kind);
    const usual =
      environment === undefined ? vscode.l10n.t('Cluster to look at') : vscode.l10n.t('Cluster to compare {0} with', environment.name);
    const chosen = await vscode.window.showQuickPick(choices, { placeHolder: placeHolder ?? usual, matchOnDescription: true });
    return chosen?.name;
  }

  /** A port for a context; reads the kubeconfig or the snapshot, contacts nothing yet. */
  async open(name: string, folder: Folder): Promise<Answer<Cluster>> {
    const path = snapshotPath(name);
    return path === undefined ? this.host.openContext(name, clusterTimeout()) : this.host.openSnapshot(path, folder.ports.sources);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async currentContext(): Promise<string | undefined> {
    const contexts = await this.host.contexts();
    return contexts.kind === 'answer' ? contexts.value.find(({ current }) => current)?.name : undefined;
  }

  private async choices(active: string | undefined, environment: Wanted['environment']): Promise<Choice[]> {
    const answer = await this.host.contexts();
    if (answer.kind === 'failed') this.host.log.info(`kubeconfig: ${answer.reason.code} ${answer.reason.subject ?? ''}`);
    const likely = (name: string): boolean => environment !== undefined && name.split(/[/:@_.-]/).includes(environment.name);
    const expected = environment?.expectedContext;
    const mark = (name: string): string | undefined =>
      name === active ? vscode.l10n.t('active') : name === expected ? vscode.l10n.t('named for {0}', environment?.name ?? '') : undefined;
    const contexts = (answer.kind === 'answer' ? answer.value : []).map(({ name, cluster }): Choice => {
      return { name, label: `$(plug) ${name}`, description: [cluster, mark(name)].filter((part) => part !== undefined).join(' · ') };
    });
    const snapshots = this.fleet.folders
      .flatMap((folder) => snapshotNames(folder))
      .map((name): Choice => {
        const description = [vscode.l10n.t('snapshot'), mark(name)].filter((part) => part !== undefined).join(' · ');
        return { name, label: `$(archive) ${contextName(name)}`, description };
      });
    const all = [...contexts, ...snapshots];
    const rank = (name: string): number => (name === expected ? 0 : likely(name) ? 1 : 2);
    return all.sort((a, b) => rank(a.name) - rank(b.name));
  }
}

async function nothingToChoose(kind: Wanted['kind']): Promise<undefined> {
  if (kind === 'live') {
    const text = vscode.l10n.t(
      'This needs a live cluster, and the kubeconfig has no context. Set KUBECONFIG, or add a context, and try again.',
    );
    await vscode.window.showWarningMessage(text);
    return;
  }
  const text = vscode.l10n.t(
    'There is no cluster to choose: the kubeconfig has no context, and the setting plumbline.snapshots names no snapshot.',
  );
  const open = vscode.l10n.t('Open Settings');
  const answer = await vscode.window.showWarningMessage(text, open);
  if (answer === open) await vscode.commands.executeCommand('workbench.action.openSettings', 'plumbline.snapshots');
}

/** The snapshots that the settings offer for a folder, as context names; `x/*` stands for each entry of `x`. */
function snapshotNames(folder: Folder): readonly string[] {
  return snapshotSetting(folder.workspaceFolder).flatMap((path) => {
    if (!path.endsWith('/*')) return [snapshotContext(path)];
    const parent = path.slice(0, -2);
    const listed = folder.ports.sources.list(parent);
    return listed.kind === 'directory' ? listed.entries.map(({ name }) => snapshotContext(`${parent}/${name}`)).sort() : [];
  });
}
