// Provenance in a rendered preview: hover shows who decided a line, go-to-definition jumps there or to the calls that led there, references list what was overridden.
import * as vscode from 'vscode';
import { type EmittedLine, type Origin, targetsOf } from '../engine/model';
import { formatPath } from '../session/why';
import { type DocumentRef, SCHEME, documentRef } from './document-uri';
import type { Documents } from './documents';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { MASKED, placeLink, quoted, stepWords, writtenBy } from './origin-words';
import { REACH_COMMANDS, reachSentence } from './reach-words';
import { reachOf, signalOf } from './source-reach';

const SELECTOR: vscode.DocumentSelector = { scheme: SCHEME };

/** Documents whose lines have origins: those of an edit's effect on the side after it. */
const RENDERED: ReadonlySet<DocumentRef['view']> = new Set(['preview', 'object', 'values', 'effect']);

interface Found {
  readonly folder: Folder;
  /** Whether the values of the line may be quoted: not those of a Secret, and none that is masked. */
  readonly quotable: boolean;
  readonly line: EmittedLine;
  readonly chain: readonly Origin[];
}

export function registerProvenance(fleet: Fleet, documents: Documents): vscode.Disposable {
  const find = (document: vscode.TextDocument, position: vscode.Position): Found | undefined => {
    const ref = documentRef(document.uri);
    const folder = ref !== undefined && RENDERED.has(ref.view) ? fleet.folder(ref.folder) : undefined;
    const preview = documents.previewOf(document.uri);
    const line = preview?.lines[position.line];
    if (folder === undefined || preview === undefined || line === undefined) return undefined;
    const quotable = preview.refs[line.object]?.kind !== 'Secret' && !document.lineAt(position.line).text.includes(MASKED);
    return { folder, line, quotable, chain: chainOf(line.origin) };
  };
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(SELECTOR, {
      async provideHover(document, position, token) {
        const found = find(document, position);
        if (found === undefined) return undefined;
        const text = originMarkdown(found);
        text.appendMarkdown(await reachOfOwner(found, signalOf(token)));
        return new vscode.Hover(text, document.lineAt(position.line).range);
      },
    }),
    vscode.languages.registerDefinitionProvider(SELECTOR, {
      provideDefinition(document, position) {
        const found = find(document, position);
        return found && targetsOf(found.line.origin).map((place) => found.folder.location(place));
      },
    }),
    vscode.languages.registerReferenceProvider(SELECTOR, {
      provideReferences(document, position) {
        const found = find(document, position);
        return found?.chain.flatMap(targetsOf).map((place) => found.folder.location(place));
      },
    }),
  );
}

/** An origin and those that it overrode, the one that won first. */
function chainOf(origin: Origin): readonly Origin[] {
  const chain: Origin[] = [];
  for (let here: Origin | undefined = origin; here !== undefined; here = here.overrode) chain.push(here);
  return chain;
}

/** What else the deciding line decides: who changes it should know. */
async function reachOfOwner({ folder, line }: Found, signal: AbortSignal): Promise<string> {
  const owner = { folder, place: { file: line.origin.file, line: line.origin.line } };
  const reach = await reachOf(owner, signal);
  return reach === undefined || reach.apps.length + reach.undecided.length === 0 ? '' : reachSentence(owner, reach);
}

function originMarkdown({ folder, line, chain, quotable }: Found): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = REACH_COMMANDS;
  text.appendMarkdown(`\`${formatPath(line.path)}\`\n\n`);
  chain.forEach((origin, index) => {
    const about = vscode.l10n.t('nearest known line');
    const step = `${stepWords(origin)}${origin.approximate === true ? `, ${about}` : ''}`;
    const by = index === 0 ? `**${vscode.l10n.t('Set by')}**` : vscode.l10n.t('over');
    text.appendMarkdown(`${by} ${placeLink(folder, origin)} (${step})${quotable ? quoted(folder, origin) : ''}\n\n`);
    for (const words of writtenBy(folder, origin)) text.appendMarkdown(`${words}\n\n`);
  });
  return text;
}
