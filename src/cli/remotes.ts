// Remote bases on the command line: fetched as kustomize does it, unless --offline says otherwise.
import { join } from 'node:path';
import { cacheFolder } from '../adapters/cache-folder';
import { useProxiesOfEnvironment } from '../adapters/http/proxies';
import type { OwnCommit } from '../adapters/own-commit';
import { createRemotes, type RemoteFiles } from '../adapters/remotes';
import { MEGABYTE, type Rendered } from '../engine/model';
import { type ClusterAnswers, openQuestions } from '../session/cluster-answers';
import { type Decryptions, openDecryptions } from '../session/decryptions';
import { fetchMissing, missingRemotes } from '../session/fetch-remotes';
import type { Flags } from './invocation';
import { interruptible } from './interrupt';
import type { Terminal } from './terminal';

/** Where fetched trees are kept. */
export function remotesFolder(): string {
  return join(cacheFolder(), 'remotes');
}

/** Branches are looked at again in each run, tags and commits never; with --offline everything counts that was fetched before. */
export function openRemotes(flags: Flags): RemoteFiles {
  return createRemotes({ folder: remotesFolder(), fresh: !flags.on('offline') });
}

export interface GatherOptions {
  readonly flags: Flags;
  readonly terminal: Terminal;
  readonly remotes: RemoteFiles;
  /** Told which links answer differently, before the next render. */
  readonly arrived?: (links: readonly string[]) => void;
  /** What charts may ask. */
  readonly answers?: ClusterAnswers | undefined;
  readonly decryptions?: Decryptions | undefined;
  readonly ownCommit?: OwnCommit | undefined;
}

/**
 * The renders, once everything that they take from elsewhere was fetched; what could not be is among their failures.
 * Ctrl-C ends the process by itself while something is rendered, and cancels what is being fetched.
 */
export async function gathered<T extends Rendered | readonly Rendered[]>(render: () => T, options: GatherOptions): Promise<T> {
  const { flags, terminal, remotes, answers, decryptions: opened, ownCommit, arrived = () => undefined } = options;
  const missing = () => (flags.on('offline') ? [] : missingRemotes([render()].flat()));
  const cluster = answers && { answers, questions: () => openQuestions([render()].flat()) };
  const decryptions = opened && { answers: opened, wanted: () => openDecryptions([render()].flat()) };
  const isComplete = missing().length === 0 && (cluster?.questions() ?? []).length === 0;
  if (isComplete && (decryptions?.wanted() ?? []).length === 0 && ownCommit?.isOpen !== true) return render();
  await useProxiesOfEnvironment();
  await interruptible(async (signal) => {
    let progress: ((text?: string) => void) | undefined;
    let fetching = '';
    const say = (words: string): void => {
      progress ??= terminal.progress(words);
      progress(words);
    };
    const onStart = (what: string): void => {
      fetching = `Fetching ${what}…`;
      say(fetching);
    };
    const onProgress = (received: number): void => say(`${fetching} ${(received / MEGABYTE).toFixed(1)} MB`);
    try {
      await fetchMissing({ remotes, signal, missing, cluster, decryptions, ownCommit, arrived, onStart, onProgress });
    } finally {
      progress?.();
    }
  });
  return render();
}
