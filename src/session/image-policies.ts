// What image policies choose from the tags that registries have now: only where somebody asks.
import { chooseTag } from '../engine/decide/image-policy';
import type { Failure, ImageMarker, ImagePolicy } from '../engine/model';
import type { Answer, ImageTags } from '../engine/ports';

export interface PolicyChoice {
  readonly policy: ImagePolicy;
  /** The tag that it chooses now. */
  readonly latest?: string;
  /** The digest of it, where the policy reflects digests. */
  readonly digest?: string;
  /** Why it chooses none, or why its digest is not known. */
  readonly failures: readonly Failure[];
}

/**
 * Each image is asked for once, a few at a time.
 * @throws CancelledError when the signal aborts.
 */
export async function choosePolicies(
  policies: readonly ImagePolicy[],
  tags: ImageTags,
  signal: AbortSignal,
): Promise<readonly PolicyChoice[]> {
  const asked = new Map<string, Promise<Answer<readonly string[]>>>();
  const ask = (image: string): Promise<Answer<readonly string[]>> => {
    const known = asked.get(image) ?? tags.list(image, signal);
    asked.set(image, known);
    return known;
  };
  const choices: PolicyChoice[] = [];
  const queue = policies.map((policy, index) => ({ policy, index }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      choices[next.index] = await withDigest(await choiceOf(next.policy, ask), tags, signal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return choices;
}

/** What a marker's scalar would be, given what its policy chooses; undefined where that is not known. Source: image-automation-controller 1.2, setters. */
export function nextValue({ part }: ImageMarker, choice: PolicyChoice | undefined): string | undefined {
  const { policy, latest, digest } = choice ?? {};
  if (policy?.image === undefined || latest === undefined) return undefined;
  if (part === 'tag') return latest;
  if (part === 'name') return policy.image;
  if (part === 'digest') return digest;
  if (!policy.digests) return `${policy.image}:${latest}`;
  return digest === undefined ? undefined : `${policy.image}:${latest}@${digest}`;
}

const AT_ONCE = 4;

async function choiceOf(policy: ImagePolicy, ask: (image: string) => Promise<Answer<readonly string[]>>): Promise<PolicyChoice> {
  if (policy.failures.length > 0 || policy.image === undefined) return { policy, failures: policy.failures };
  const answer = await ask(policy.image);
  if (answer.kind === 'failed') return { policy, failures: [{ ...policy.position, ...answer.reason }] };
  const choice = chooseTag(policy, answer.value);
  if (choice.kind === 'tag') return { policy, latest: choice.tag, failures: [] };
  return { policy, failures: [{ code: 'noTagChosen', subject: policy.image, detail: choice.detail, ...policy.position }] };
}

async function withDigest(choice: PolicyChoice, tags: ImageTags, signal: AbortSignal): Promise<PolicyChoice> {
  const { policy, latest } = choice;
  if (!policy.digests || policy.image === undefined || latest === undefined) return choice;
  const answer = await tags.digest(policy.image, latest, signal);
  if (answer.kind === 'answer') return { ...choice, digest: answer.value };
  return { ...choice, failures: [...choice.failures, { ...policy.position, ...answer.reason }] };
}
