// Serves every virtual document of ours, and says when the content of an open one may have changed.
import * as vscode from 'vscode';
import { answerWords } from './answer-words';
import { toldWords } from './argo-cluster-words';
import { DisposableList } from './disposables';
import { type DocumentRef, documentRef, SCHEME } from './document-uri';
import { noEffectText } from './effect-texts';
import { explanation } from './explain';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import type { HeldText } from './held-text';
import { jsonYaml } from './json-yaml';
import { findObject } from './rows';
import { inSlices } from './slices';
import { objectPreview } from '../session/previews';
import type { Preview } from '../session/session';
import { failureWords } from './words';
import { belowLines, overLastComplete, shownPreview, shownValues } from './incomplete';
import { isLimit } from '../engine/model';

type Texts = ReadonlyMap<string, HeldText>;

/** Sets of texts that are held at once: as many diffs as a person looks at. */
const MOST_SETS = 8;

export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly owned = new DisposableList();
  private readonly previews = new Map<string, Preview>();
  /** The last complete render of each open preview. */
  private readonly complete = new Map<string, Preview>();
  private readonly held = new Map<string, Texts>();
  /** Documents whose text is on its way. */
  private readonly writing = new Map<string, { readonly abort: AbortController; readonly text: Promise<string> }>();
  /** Counts what may change documents. */
  private changes = 0;
  /** The count when the text of a document was last given. */
  private readonly given = new Map<string, number>();

  constructor(private readonly fleet: Fleet) {
    this.owned.add(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.owned.add(this.changed);
    this.owned.add(fleet.onDidChange(() => this.fireOpen()));
    this.owned.add(vscode.workspace.onDidOpenTextDocument(({ uri }) => this.opened(uri)));
    this.owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.toString())));
  }

  provideTextDocumentContent(uri: vscode.Uri): string | Promise<string> {
    this.given.set(uri.toString(), this.changes);
    const ref = documentRef(uri);
    const folder = ref === undefined ? undefined : this.fleet.folder(ref.folder);
    if (ref === undefined || folder?.discovery === undefined) return '';
    return ref.view === 'preview' || ref.view === 'object' ? this.written(uri, folder, ref) : this.textOf(uri, folder, ref);
  }

  /** A long preview is written in slices first. What was begun for the same document before is of use to nobody then, and gives what this one gives. */
  private written(uri: vscode.Uri, folder: Folder, ref: DocumentRef & { view: 'preview' | 'object' }): Promise<string> {
    const key = uri.toString();
    this.writing.get(key)?.abort.abort();
    const abort = new AbortController();
    const text = this.write(uri, folder, ref, abort.signal).finally(() => {
      if (this.writing.get(key)?.abort === abort) this.writing.delete(key);
    });
    this.writing.set(key, { abort, text });
    return text;
  }

  /** What is shown is taken at the end, when the sources may be others again. */
  private async write(
    uri: vscode.Uri,
    folder: Folder,
    ref: DocumentRef & { view: 'preview' | 'object' },
    signal: AbortSignal,
  ): Promise<string> {
    const steps = folder.session.previewSteps(ref.environment, ref.app);
    const isWritten = (await inSlices(steps, signal)) !== undefined;
    const later = isWritten ? undefined : this.writing.get(uri.toString());
    if (later !== undefined) return later.text;
    const isClosed = !this.given.has(uri.toString());
    return isClosed || folder.discovery === undefined ? '' : this.textOf(uri, folder, ref);
  }

  private textOf(uri: vscode.Uri, folder: Folder, ref: DocumentRef): string {
    switch (ref.view) {
      case 'preview':
        return this.preview(uri, folder, ref);
      case 'values':
        return this.shown(uri, shownValues(folder, ref.environment, ref.app));
      case 'live':
      case 'desired':
        return side(folder, ref);
      case 'object':
        return this.shown(uri, objectPreview(folder.session.preview(ref.environment, ref.app), ref.object));
      case 'before':
      case 'after':
      case 'past':
      case 'build':
        return this.heldText(ref)?.text ?? '';
      case 'remote':
        return remoteText(folder, ref.path);
      case 'effect':
        return this.heldText(ref)?.text || noEffectText();
      case 'explanation':
        return explanation(folder, ref.environment, ref.app);
    }
  }

  /** The preview whose text the open document shows: the origins of its lines. */
  previewOf(uri: vscode.Uri): Preview | undefined {
    const ref = documentRef(uri);
    return this.previews.get(uri.toString()) ?? (ref === undefined ? undefined : this.heldText(ref)?.origins?.());
  }

  /** Holds texts such as the two sides of a promotion; those that `set` held before are dropped. */
  hold(set: string, texts: readonly HeldText[]): void {
    this.held.delete(set);
    this.held.set(set, new Map(texts.map((held) => [keyOf(held.ref), held])));
    for (const oldest of [...this.held.keys()].slice(0, -MOST_SETS)) this.held.delete(oldest);
    this.fireOpen();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private preview(uri: vscode.Uri, folder: Folder, ref: DocumentRef & { view: 'preview' }): string {
    const key = uri.toString();
    const preview = shownPreview(folder, ref.environment, ref.app);
    if (preview.rendered.objects.length > 0 && preview.rendered.failures.every(isLimit)) this.complete.set(key, preview);
    const whole = ref.app === undefined ? preview : overLastComplete(preview, this.complete.get(key), folder.session.mask);
    return this.shown(uri, belowLines(whole, answerLines(folder, ref.environment, ref.app)));
  }

  /** The editor does not listen for changes of a document between asking for its text and opening it. */
  private opened(uri: vscode.Uri): void {
    const given = this.given.get(uri.toString());
    if (given !== undefined && given !== this.changes) this.changed.fire(uri);
  }

  private forget(key: string): void {
    this.writing.get(key)?.abort.abort();
    this.writing.delete(key);
    this.given.delete(key);
    this.previews.delete(key);
    this.complete.delete(key);
  }

  private shown(uri: vscode.Uri, preview: Preview): string {
    this.previews.set(uri.toString(), preview);
    return preview.text;
  }

  private heldText(ref: DocumentRef): HeldText | undefined {
    const key = keyOf(ref);
    for (const texts of this.held.values()) {
      const held = texts.get(key);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  private fireOpen(): void {
    this.changes += 1;
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.changed.fire(uri);
  }
}

/** What was asked of a cluster, where one was. */
function answerLines(folder: Folder, environment: string, name?: string): readonly string[] {
  const { session } = folder;
  const apps = (folder.environment(environment)?.apps ?? []).filter(({ app }) => name === undefined || app === name);
  const used = session.answersUsed(environment, name);
  return [...toldWords(folder, apps), ...(used === undefined ? [] : answerWords(used, session.mask))].map((line) => `# ${line}\n`);
}

/** A file of a remote base, or why it cannot be shown. */
function remoteText({ ports, session }: Folder, path: string): string {
  const answer = ports.sources.read(path);
  if (answer.kind === 'file') return session.mask.scrub(answer.text);
  return `# ${failureWords({ code: 'notFetched', subject: path }, session.mask)}\n`;
}

/** What a document shows, whatever its URI calls it. */
function keyOf(ref: DocumentRef): string {
  return JSON.stringify(ref);
}

/** One side of a comparison; empty where the object has no such side. */
function side(folder: Folder, ref: DocumentRef & { view: 'live' | 'desired' }): string {
  const compared = folder.session.comparison(ref.environment, ref.app)?.comparisons ?? [];
  const object = findObject(compared, ref.object, (comparison) => comparison.ref)?.[ref.view];
  return object === undefined ? '' : jsonYaml(object);
}
