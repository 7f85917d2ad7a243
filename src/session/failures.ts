// Failures as people read them: each once.
import type { Failure } from '../engine/model';

/** A comparison repeats what its render lacked, and one slip in a YAML file makes several errors, of which the first says it. */
export function withoutRepetition(failures: readonly Failure[]): readonly Failure[] {
  const identity = ({ code, file, line, column, subject, detail }: Failure): string =>
    JSON.stringify(code === 'notYaml' ? [code, file] : [code, file, line, column, subject, detail]);
  return [...new Map([...failures].reverse().map((failure) => [identity(failure), failure])).values()].reverse();
}
