// The conformance cases on which the Helm engine is known to differ, by name and with the reason.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type CaseKind = 'render' | 'template' | 'parse' | 'sprig' | 'engine' | 'grid';

export interface Exception {
  readonly kind: CaseKind;
  readonly id: string;
  readonly reason: string;
}

const LINE = /^(render|template|parse|sprig|engine|grid) (\S+): (\S.*)$/;

/** @throws for a line that is neither a comment nor an exception with its reason. */
export function helmExceptions(): readonly Exception[] {
  const text = readFileSync(join(import.meta.dirname, '../engine/render/helm/exceptions.txt'), 'utf8');
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, kind, id, reason] = LINE.exec(line) ?? [];
    if (kind === undefined || id === undefined || reason === undefined)
      throw new Error(`exceptions.txt:${at + 1} is no exception: ${line}`);
    return [{ kind: kind as CaseKind, id, reason }];
  });
}

/** The differences that are no exceptions, and the exceptions that differ no more: both have to be empty. */
export function unexpected(kind: CaseKind, differing: ReadonlyMap<string, string>, seen: (id: string) => boolean): readonly string[] {
  const known = new Set(helmExceptions().flatMap((exception) => (exception.kind === kind ? [exception.id] : [])));
  const fresh = [...differing].filter(([id]) => !known.has(id)).map(([id, what]) => `${id}: ${what}`);
  const stale = [...known].filter((id) => seen(id) && !differing.has(id)).map((id) => `${id} agrees again: take it out of exceptions.txt`);
  return [...fresh, ...stale];
}
