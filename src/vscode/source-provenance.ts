// Provenance in a source file: hover says what a line decides and where, references are the rendered lines that it decides.
import * as vscode from 'vscode';
import type { Fleet } from './fleet';
import { reachMarkdown } from './reach-words';
import { reachLocations, reachOf, signalOf, sourceLine } from './source-reach';

/** Any file may be a source: generators read them all. */
const SELECTOR: vscode.DocumentSelector = '*';

export function registerSourceProvenance(fleet: Fleet): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(SELECTOR, {
      async provideHover(document, { line }, token) {
        const source = sourceLine(fleet, document.uri, line);
        const reach = source === undefined ? undefined : await reachOf(source, signalOf(token));
        if (source === undefined || reach === undefined || reach.apps.length + reach.undecided.length === 0) return undefined;
        return new vscode.Hover(reachMarkdown(source, reach), document.lineAt(line).range);
      },
    }),
    vscode.languages.registerReferenceProvider(SELECTOR, {
      async provideReferences(document, { line }, _context, token) {
        const source = sourceLine(fleet, document.uri, line);
        const signal = signalOf(token);
        const reach = source === undefined ? undefined : await reachOf(source, signal);
        return source === undefined || reach === undefined ? undefined : reachLocations(source.folder, reach, signal);
      },
    }),
  );
}
