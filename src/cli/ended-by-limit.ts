// Renders that came to a limit.
import type { HelmRendered } from '../engine/render/helm/request';

/** Whether a limit ended it, and nothing else is wrong: its place is told already, and to render once more would take as long again. */
export function endedByLimit({ failures }: HelmRendered): boolean {
  return failures.length > 0 && failures.every(({ code, line }) => code === 'tooMuchWork' && line !== undefined);
}
