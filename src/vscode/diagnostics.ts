// Problems on the lines at fault: what could not be discovered or rendered, and findings. Follows unsaved edits.
import * as vscode from 'vscode';
import { asksCluster } from '../session/connections';
import { type Failure, type Finding, isLimit, type Position } from '../engine/model';
import { isOutside } from '../session/outside';
import { DisposableList } from './disposables';
import { failureWords, findingWords, relatedWords, whyWords } from './words';
import type { Fleet } from './fleet';
import type { Folder } from './folder';
import { inSlices, sliced } from './slices';

type Problem = { readonly file: string; readonly diagnostic: vscode.Diagnostic };

export class Diagnostics implements vscode.Disposable {
  private readonly owned = new DisposableList();
  private readonly runs = new Map<Folder, AbortController>();
  private readonly published = new Map<string, readonly vscode.Uri[]>();
  private readonly collection: vscode.DiagnosticCollection;

  constructor(
    private readonly fleet: Fleet,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.collection = this.owned.add(vscode.languages.createDiagnosticCollection('plumbline'));
    this.owned.add(
      fleet.onDidChange(({ folder, kind }) => {
        if (kind === 'folders') this.checkAll();
        else if (kind === 'sources' && folder !== undefined) this.check(folder);
      }),
    );
  }

  dispose(): void {
    for (const run of this.runs.values()) run.abort();
    this.owned.dispose();
  }

  private checkAll(): void {
    const keys = new Set(this.fleet.folders.map(({ key }) => key));
    for (const key of [...this.published.keys()]) if (!keys.has(key)) this.publish(key, new Map());
    for (const folder of this.fleet.folders) this.check(folder);
  }

  private check(folder: Folder): void {
    this.runs.get(folder)?.abort();
    const run = new AbortController();
    this.runs.set(folder, run);
    this.gather(folder, run.signal).catch((error: unknown) =>
      this.log.error('problems of %s: %s', folder.workspaceFolder.name, String(error)),
    );
  }

  /** Renders every app, a slice at a time, and publishes what stood in the way; a later run overtakes this one. */
  private async gather(folder: Folder, signal: AbortSignal): Promise<void> {
    const problems = new Map<string, Problem>();
    const add = (problem: Problem | undefined): void => {
      if (problem !== undefined) problems.set(identity(problem), problem);
    };
    for (const failure of folder.discovery?.failures ?? []) add(failureProblem(folder, failure, vscode.DiagnosticSeverity.Error));
    const found: { environment: string; app: string; failures: readonly Failure[]; asks: boolean }[] = [];
    const pause = sliced(signal);
    for (const environment of folder.environments) {
      for (const app of environment.apps) {
        if (await pause()) return;
        const rendered = folder.session.render(environment.name, app.app);
        const { failures, reads } = rendered;
        if (reads.some(isOutside)) folder.readsOutside = true;
        found.push({
          environment: environment.name,
          app: app.app,
          failures: failures.filter((failure) => !isLimit(failure) || failure.code === 'notFetched'),
          asks: asksCluster(rendered),
        });
        for (const failure of app.unresolved) add(failureProblem(folder, failure, vscode.DiagnosticSeverity.Warning));
        for (const failure of failures) add(failureProblem(folder, failure, vscode.DiagnosticSeverity.Error));
      }
    }
    const findings = await inSlices(folder.session.findingSteps(), signal);
    if (findings === undefined) return;
    for (const finding of findings) add(findingProblem(folder, finding));
    this.publish(folder.key, byFile(folder, problems.values()));
    folder.setProblems(found);
    folder.allRendered();
  }

  private publish(key: string, files: ReadonlyMap<string, { uri: vscode.Uri; list: vscode.Diagnostic[] }>): void {
    for (const uri of this.published.get(key) ?? []) if (!files.has(uri.toString())) this.collection.delete(uri);
    for (const { uri, list } of files.values()) this.collection.set(uri, list);
    this.published.set(
      key,
      [...files.values()].map(({ uri }) => uri),
    );
  }
}

function byFile(folder: Folder, problems: Iterable<Problem>): Map<string, { uri: vscode.Uri; list: vscode.Diagnostic[] }> {
  const files = new Map<string, { uri: vscode.Uri; list: vscode.Diagnostic[] }>();
  for (const { file, diagnostic } of problems) {
    const uri = folder.uri(file);
    const entry = files.get(uri.toString()) ?? { uri, list: [] };
    entry.list.push(diagnostic);
    files.set(uri.toString(), entry);
  }
  return files;
}

function failureProblem(folder: Folder, failure: Failure, severity: vscode.DiagnosticSeverity): Problem | undefined {
  if (failure.file === undefined) return undefined;
  const text = failureWords(failure, folder.session.mask);
  const found = problem(
    failure.file,
    failure.line ?? 1,
    failure.column ?? 1,
    text,
    failure.code,
    isLimit(failure) ? INFORMATION : severity,
  );
  const why = (failure.related ?? []).map((position) => related(folder, position, whyWords(failure)));
  found.diagnostic.relatedInformation = [...why, ...ledBy(folder, failure.via)];
  return found;
}

/** The kustomizations that led to the line, the outermost first. */
function ledBy(folder: Folder, via: readonly string[] = []): vscode.DiagnosticRelatedInformation[] {
  return via.map((file) => related(folder, { file, line: 1, column: 1 }, vscode.l10n.t('Built by {0}', file)));
}

function related(folder: Folder, position: Position, words: string): vscode.DiagnosticRelatedInformation {
  return new vscode.DiagnosticRelatedInformation(folder.location(position), words);
}

const INFORMATION = vscode.DiagnosticSeverity.Information;

function findingProblem(folder: Folder, finding: Finding): Problem {
  const severities = {
    error: vscode.DiagnosticSeverity.Error,
    warning: vscode.DiagnosticSeverity.Warning,
    information: vscode.DiagnosticSeverity.Information,
  };
  const words = findingWords(finding, folder.session.mask);
  const found = problem(finding.file, finding.line, finding.column, words, finding.code, severities[finding.severity]);
  const why = (finding.related ?? []).map((position) => related(folder, position, relatedWords(finding)));
  found.diagnostic.relatedInformation = [...why, ...ledBy(folder, finding.via)];
  if (finding.code === 'deprecatedField') found.diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  if (finding.code === 'overridden' || finding.code === 'repeated') found.diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return found;
}

function problem(file: string, line: number, column: number, text: string, code: string, severity: vscode.DiagnosticSeverity): Problem {
  // Editors cut a range at the end of its line.
  const range = new vscode.Range(line - 1, column - 1, line - 1, column - 1 + 1000);
  const diagnostic = new vscode.Diagnostic(range, text, severity);
  diagnostic.source = 'Plumbline';
  diagnostic.code = code;
  return { file, diagnostic };
}

function identity({ file, diagnostic }: Problem): string {
  return `${file}:${diagnostic.range.start.line}:${diagnostic.range.start.character} ${String(diagnostic.code)} ${diagnostic.message}`;
}
