// What the edit of the file that is being edited changes in every environment: worked out in slices while it is typed, the latest result held.
import * as vscode from 'vscode';
import { DisposableList } from './disposables';
import type { Documents } from './documents';
import type { AppEffect } from '../engine/model';
import type { EditEffect, EditedFile } from './edit-effect';
import { effectTexts } from './effect-texts';
import type { Fleet } from './fleet';
import type { Host } from './host';
import { inSlices } from './slices';
import { sourceLine } from './source-reach';

/** Diffs that are kept up to date at once. */
const MOST_OPENED = 4;

export class EditEffects implements vscode.Disposable {
  private readonly owned = new DisposableList();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly held = new Map<string, EditEffect | undefined>();
  /** The files whose effect was opened in a diff, the latest last. */
  private readonly opened = new Map<string, EditedFile>();
  private active: EditedFile | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private running: AbortController | undefined;

  constructor(
    private readonly host: Host,
    private readonly fleet: Fleet,
    private readonly documents: Documents,
  ) {
    this.owned.add(this.changed);
    this.owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.refresh()));
    // Saved files, too: not before the session has been told of them, or its render of the text before would pass for that of the saved one.
    this.owned.add(
      fleet.onDidChange(({ kind }) => {
        if (kind === 'sources' || kind === 'folders') this.refresh();
      }),
    );
  }

  /** The effect of the edit of a file, as far as it is known; undefined where nothing was edited. */
  of(uri: vscode.Uri): EditEffect | undefined {
    const source = sourceLine(this.fleet, uri, 0);
    return source === undefined ? undefined : this.held.get(keyOf({ folder: source.folder, file: source.place.file }));
  }

  /** Works the effect out, and keeps the texts of its diff up to date from now on. @returns undefined where nothing was edited, or it is no longer wanted. */
  async show(edited: EditedFile, signal: AbortSignal): Promise<EditEffect | undefined> {
    this.opened.delete(keyOf(edited));
    this.opened.set(keyOf(edited), edited);
    for (const oldest of [...this.opened.keys()].slice(0, -MOST_OPENED)) this.opened.delete(oldest);
    const effect = await this.workOut(edited, signal);
    if (signal.aborted) return undefined;
    this.keep(edited, effect);
    return effect;
  }

  /** Whether every app that reads a file renders the same with another text of it. Not where none reads it, or anything is not known of one that does. */
  async rendersTheSame({ folder, file }: EditedFile, text: string, signal: AbortSignal): Promise<boolean> {
    const apps = await this.inTurn(() => inSlices(folder.session.effectSteps(new Map([[file, text]])), signal));
    const same = ({ state, objects, failures: { before, after } }: AppEffect): boolean =>
      state === 'stays' && objects.length === 0 && before.length === 0 && after.length === 0;
    return apps !== undefined && apps.length > 0 && apps.every(same);
  }

  dispose(): void {
    this.running?.abort();
    this.owned.dispose();
  }

  /** The latest run overtakes those before it. */
  private refresh(): void {
    this.running?.abort();
    const run = new AbortController();
    this.running = run;
    this.follow(run.signal).catch((error: unknown) => this.host.log.error(`effect of an edit: ${String(error)}`));
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const source = uri === undefined ? undefined : sourceLine(this.fleet, uri, 0);
    // A diff that is being looked at does not end the interest in the file that it is about.
    if (source !== undefined) this.active = { folder: source.folder, file: source.place.file };
    const wanted = new Map(this.opened);
    if (this.active !== undefined) wanted.set(keyOf(this.active), this.active);
    for (const edited of wanted.values()) {
      const effect = await this.workOut(edited, signal);
      if (signal.aborted) return;
      this.keep(edited, effect);
    }
  }

  private keep(edited: EditedFile, effect: EditEffect | undefined): void {
    const key = keyOf(edited);
    this.held.set(key, effect);
    if (this.opened.has(key)) this.documents.hold(`effect ${key}`, effect === undefined ? [] : effectTexts(effect));
    this.changed.fire();
  }

  private async workOut(edited: EditedFile, signal: AbortSignal): Promise<EditEffect | undefined> {
    const { folder, file } = edited;
    const now = folder.ports.sources.read(file);
    if (folder.discovery === undefined || (now.kind !== 'file' && now.kind !== 'absent')) return undefined;
    const text = now.kind === 'file' ? now.text : undefined;
    const before = await this.before(edited, text);
    if (before === undefined || before.text === text || signal.aborted) return undefined;
    const apps = await this.inTurn(() => inSlices(folder.session.effectSteps(new Map([[file, before.text]])), signal));
    return apps === undefined || apps.length === 0 ? undefined : { ...edited, since: before.since, apps };
  }

  /** A session works out one edit at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** The text that the edit is counted from. @returns undefined where nobody can tell. */
  private async before({ folder, file }: EditedFile, now: string | undefined): Promise<Before | undefined> {
    const saved = await this.saved(folder.uri(file));
    if (saved !== now) return { since: 'saved', text: saved };
    if (!this.host.hasTools || !vscode.workspace.isTrusted) return undefined;
    const committed = await folder.ports.git.show('HEAD', file);
    if (committed.kind === 'answer') return { since: 'head', text: committed.value };
    // A folder without Git or without a commit has no HEAD to count from; Git's own trouble is no effect either.
    this.host.log.debug(`effect of an edit: ${file} at HEAD: ${committed.reason.code}`);
    return undefined;
  }

  private async saved(uri: vscode.Uri): Promise<string | undefined> {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
      throw error;
    }
  }
}

interface Before {
  readonly since: EditEffect['since'];
  readonly text: string | undefined;
}

function keyOf({ folder, file }: EditedFile): string {
  return `${folder.key}\n${file}`;
}
