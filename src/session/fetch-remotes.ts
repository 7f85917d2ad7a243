// Fetches what renders lack, and renders again, until nothing more is missing: a fetched base may name others.
import { GIT_CHECKED_OUT } from '../engine/discover/checked-out';
import type { Failure, Need, RemoteReference, Rendered } from '../engine/model';
import type { FetchOptions, Remotes } from '../engine/ports';
import type { ClusterAnswers } from './cluster-answers';
import type { Decryptions } from './decryptions';
import { linkedReference, linkPath, shownRemote } from '../engine/render/kustomize/remote/link';

export interface FetchRequest {
  readonly remotes: Remotes;
  readonly signal: AbortSignal;
  /** What is fetched whether it is missing or not. */
  readonly known?: readonly RemoteReference[];
  /** What the renders lack as things are now. */
  readonly missing: () => readonly RemoteReference[];
  /** A cluster that charts may ask, and what they want to know of it as things are now. */
  readonly cluster?: { readonly answers: ClusterAnswers; readonly questions: () => readonly string[] } | undefined;
  /** What is decrypted, and what renders want decrypted as things are now. */
  readonly decryptions?: { readonly answers: Decryptions; readonly wanted: () => readonly string[] } | undefined;
  /** What is checked out of the repository itself, where renders ask for it. */
  readonly ownCommit?: { readonly isOpen: boolean; look(signal: AbortSignal): Promise<boolean> } | undefined;
  /** Told after each round which links answer differently now. */
  readonly arrived: (links: readonly string[]) => void;
  /** Said before each fetch, without credentials. */
  readonly onStart?: ((what: string) => void) | undefined;
  readonly onProgress?: FetchOptions['onProgress'];
}

/** A tree that was made to have no end would name new bases for ever. */
const MAX_ROUNDS = 64;

/**
 * @returns what could not be fetched; the renders have the same failures, with positions.
 * @throws CancelledError when the signal aborts.
 */
export async function fetchMissing(request: FetchRequest): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const asked = [...(round === 0 ? (request.known ?? []) : []), ...request.missing()];
    const wanted = new Map(asked.map((remote) => [linkPath(remote), remote]));
    const questions = request.cluster?.questions() ?? [];
    const encrypted = request.decryptions?.answers.areWanted === true ? request.decryptions.wanted() : [];
    const repository = request.ownCommit?.isOpen === true ? [GIT_CHECKED_OUT] : [];
    if (wanted.size + questions.length + encrypted.length + repository.length === 0) break;
    if (repository.length > 0) await request.ownCommit?.look(request.signal);
    await request.cluster?.answers.gather(questions, request.signal);
    await request.decryptions?.answers.gather(encrypted, request.signal);
    for (const remote of wanted.values()) {
      request.onStart?.(shownRemote(remote));
      const { signal, onProgress } = request;
      const answer = await request.remotes.fetch(remote, { signal, ...(onProgress === undefined ? {} : { onProgress }) });
      if (answer.kind === 'failed') failures.push(answer.reason);
    }
    request.arrived([...wanted.keys(), ...questions, ...encrypted, ...repository]);
  }
  return failures;
}

/** The remote bases and files that renders were made of, or would be. */
export function followedRemotes(renders: readonly Rendered[]): readonly RemoteReference[] {
  return renders.flatMap(({ reads }) => reads).flatMap((path) => linkedReference(path) ?? []);
}

/** The remote bases and files that renders still lack. */
export function missingRemotes(renders: readonly Rendered[]): readonly RemoteReference[] {
  return renders.flatMap(({ needs }) => needs).flatMap((need: Need) => (need.kind === 'remoteBase' ? [need.remote] : []));
}
