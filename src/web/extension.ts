// The composition root of the browser: tree, preview, provenance and findings, with neither git nor clusters.
import * as vscode from 'vscode';
import { createClock } from '../adapters/clock';
import { createLongRenders } from '../adapters/render-thread/long-renders';
import { startWebThread } from '../adapters/render-thread/web-thread';
import type { Failure } from '../engine/model';
import { absentGit, absentPins, absentRevisions } from '../vscode/absent-tools';
import type { Host } from '../vscode/host';
import { maxFileSize } from '../vscode/settings';
import { inSlices } from '../vscode/slices';
import { type PlumblineApi, start } from '../vscode/start';
import { openWorkspaceFiles } from '../vscode/workspace-files';

export { answerRenders } from './render-thread';

export function activate(context: vscode.ExtensionContext): PlumblineApi {
  const log = vscode.window.createOutputChannel('Plumbline', { log: true });
  context.subscriptions.push(log);
  return start(context, browserHost(context, log));
}

function browserHost(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Host {
  const absent: Failure = { code: 'unsupported', subject: 'A cluster in a browser' };
  const bundle = vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'extension.js').toString(true);
  return {
    hasTools: false,
    clock: createClock(),
    log,
    webviewRoot: vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview'),
    openFolder(folder) {
      const sources = openWorkspaceFiles(folder, log, maxFileSize(folder));
      const longRenders = createLongRenders({ start: (listener) => startWebThread(bundle, listener), inSlices });
      const noGit: Failure = { code: 'noRepository', subject: folder.uri.toString() };
      return {
        sources,
        longRenders,
        git: absentGit(noGit),
        pins: absentPins(noGit),
        revisions: absentRevisions(noGit),
        dispose() {
          longRenders.dispose();
          sources.dispose();
        },
      };
    },
    contexts: async () => ({ kind: 'failed', reason: absent }),
    openContext: async () => ({ kind: 'failed', reason: absent }),
    openSnapshot: () => ({ kind: 'failed', reason: absent }),
    randomKey: () => crypto.getRandomValues(new Uint8Array(32)),
  };
}
