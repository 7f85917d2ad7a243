// How the extension speaks to the user: failures, messages with buttons, and progress that can be cancelled.
import * as vscode from 'vscode';
import { CancelledError, type Failure } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { failureLine } from '../engine/presenter';
import type { Host } from './host';
import { failureWords } from './words';

/** A button of a message, and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** Says what failed and what to do next, and keeps it in the log. Does not wait for the answer. */
export function showFailure(log: vscode.LogOutputChannel, failure: Failure, mask: Mask, actions: readonly Action[] = []): void {
  if (failure.code === 'cancelled') return;
  log.error(failureLine(failure, mask));
  runChosen(vscode.window.showErrorMessage(failureWords(failure, mask), ...actions));
}

/** A message with buttons. Does not wait for the answer: a command has done its work when it has said so. */
export function showMessage(kind: 'information' | 'warning', text: string, actions: readonly Action[] = []): void {
  const { showWarningMessage, showInformationMessage } = vscode.window;
  runChosen(kind === 'warning' ? showWarningMessage(text, ...actions) : showInformationMessage(text, ...actions));
}

/** Runs cancellable work, with a notification once it takes long; the token of its button becomes an AbortSignal. @returns undefined when cancelled. */
export async function withCancel<T>(title: string, work: (signal: AbortSignal, progress: Report) => Promise<T>): Promise<T | undefined> {
  const abort = new AbortController();
  let shown: Report | undefined;
  const running = work(abort.signal, { report: (value) => shown?.report(value) });
  try {
    if (!(await isQuick(running))) {
      const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
      await vscode.window.withProgress(options, async (progress, token) => {
        shown = progress;
        const listening = token.onCancellationRequested(() => abort.abort(new CancelledError()));
        await running.finally(() => listening.dispose());
      });
    }
    return await running;
  } catch (error) {
    if (error instanceof CancelledError || abort.signal.aborted) return undefined;
    throw error;
  }
}

function runChosen(answer: Thenable<Action | undefined>): void {
  const run = async (): Promise<void> => void (await (await answer)?.run());
  run().catch((error: unknown) => vscode.window.showErrorMessage(vscode.l10n.t('Plumbline could not finish: {0}', String(error))));
}

/** Work that ends sooner shows no progress: the editor drops a message that comes as the fourth within 800 ms. */
const QUICK_MILLISECONDS = 400;

type Report = vscode.Progress<{ message?: string; increment?: number }>;

/** Whether work ends, in whatever way, before it is worth a notification. */
async function isQuick(running: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), QUICK_MILLISECONDS);
  });
  const ended = running.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}

export const showOutput = (host: Host): Action => ({ title: vscode.l10n.t('Show Output'), run: () => host.log.show() });

export const selectContext = (): Action => ({
  title: vscode.l10n.t('Select Cluster Context…'),
  run: () => vscode.commands.executeCommand('plumbline.selectContext'),
});
