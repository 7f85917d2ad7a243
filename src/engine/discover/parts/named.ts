// Which of the known environments a text is about, by the names in it.
import { isSameStage } from '../order';

/** A text that may name an environment, and how a person finds it. */
export interface Hint {
  readonly text: string;
  /** Such as `workspace staging`. */
  readonly says: string;
}

export interface NamedEnvironment {
  /** Undefined where none is named, or several are. */
  readonly environment?: string;
  readonly reason: string;
}

/** The first hint that names an environment decides; of a path, its innermost folder. */
export function environmentOf(hints: readonly Hint[], names: readonly string[]): NamedEnvironment {
  for (const { text, says } of hints) {
    const found = matches(text, names);
    const [only, ...others] = found;
    if (only === undefined) continue;
    if (others.length > 0) return { reason: `${says} names several environments: ${found.join(', ')}` };
    return { environment: only, reason: says };
  }
  const seen = hints.map(({ says }) => says).join(', ');
  return { reason: seen === '' ? 'nothing says which environment it is of' : `no environment is called so: ${seen}` };
}

/** The hints of a folder: each of its segments, the innermost first. */
export function folderHints(folder: string): readonly Hint[] {
  const segments = folder.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.map((text, index) => ({ text, says: `folder ${segments.slice(0, index + 1).join('/')}` })).reverse();
}

/** By the whole text, else by a part of it between dashes: `network-prod`. */
function matches(text: string, names: readonly string[]): readonly string[] {
  const whole = byName(text, names);
  if (whole.length > 0) return whole;
  return [...new Set(text.split(/[-_.]/).flatMap((part) => byName(part, names)))];
}

function byName(text: string, names: readonly string[]): readonly string[] {
  const own = names.filter((name) => name.toLowerCase() === text.toLowerCase());
  return own.length > 0 ? own : names.filter((name) => isSameStage(name, text));
}
