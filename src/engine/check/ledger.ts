// Weighs what all renders say of the lines that they share, and is kept up to date one render at a time.
import { type Finding, findingKey, type Position, type Rendered, SEVERITIES } from '../model';
import { type Evidence, evidenceOf } from './render-evidence';

export interface Ledger {
  /** Takes in the latest render of an app or folder; one that is known costs nothing. */
  set(key: string, rendered: Rendered): void;
  /** Forgets every render but these. */
  retain(keys: ReadonlySet<string>): void;
  /** What some render says and none contradicts; the same array as long as nothing has changed. */
  findings(): readonly Finding[];
}

export function createLedger(): Ledger {
  const renders = new Map<string, Rendered>();
  const made = new Map<string, Map<string, Finding>>();
  const contradicted = new Map<string, number>();
  const unsure = new Map<string, number>();
  let held: readonly Finding[] | undefined;

  const enter = (key: string, evidence: Evidence, by: 1 | -1): void => {
    for (const finding of evidence.made) enterFinding(made, findingKey(finding.code, finding), key, by === 1 ? finding : undefined);
    for (const one of evidence.contradicted) count(contradicted, one, by);
    for (const file of evidence.unsure) count(unsure, file, by);
  };
  const remove = (key: string): void => {
    const before = renders.get(key);
    if (before === undefined) return;
    enter(key, evidenceOf(before), -1);
    renders.delete(key);
    held = undefined;
  };
  return {
    set(key, rendered) {
      if (renders.get(key) === rendered) return;
      remove(key);
      enter(key, evidenceOf(rendered), 1);
      renders.set(key, rendered);
      held = undefined;
    },
    retain(keys) {
      for (const key of [...renders.keys()]) if (!keys.has(key)) remove(key);
    },
    findings() {
      held ??= [...made].flatMap(([key, byRender]) => {
        const finding = merged(byRender);
        // What a file of kustomize's own holds is so whatever else failed.
        const isUnsure = finding.code !== 'deprecatedField' && unsure.has(finding.file);
        return contradicted.has(key) || isUnsure ? [] : [finding];
      });
      return held;
    },
  };
}

function enterFinding(made: Map<string, Map<string, Finding>>, key: string, render: string, finding: Finding | undefined): void {
  const byRender = made.get(key) ?? new Map<string, Finding>();
  if (finding === undefined) byRender.delete(render);
  else byRender.set(render, finding);
  if (byRender.size === 0) made.delete(key);
  else made.set(key, byRender);
}

function count(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}

/** Told the same way whatever the order in which renders came: the first by name speaks, and every line that is why is named. */
function merged(byRender: ReadonlyMap<string, Finding>): Finding {
  const all = [...byRender].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
  const [first] = all as [Finding];
  if (all.length === 1 || first.related === undefined) return first;
  const severity =
    SEVERITIES.find((one) => all.every((finding) => SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(one))) ?? first.severity;
  const related = new Map(all.flatMap((finding) => finding.related ?? []).map((place) => [placeKey(place), place]));
  return { ...first, severity, related: [...related.keys()].sort().map((key) => related.get(key) as Position) };
}

function placeKey({ file, line, column }: Position): string {
  return `${file}:${String(line).padStart(8, '0')}:${column}`;
}
