// What one render says for and against findings on the lines that it was made of.
import { type Finding, findingKey, type Node, type Origin, type Path, type Position, type Rendered, type Step } from '../model';
import { formatPath } from '../model/field-path';
import { unreadValues, unsetValues } from './chart-values';

/** A finding is true where a render makes it, and none that shares the line contradicts it. */
export interface Evidence {
  readonly made: readonly Finding[];
  /** Keys of findings. */
  readonly contradicted: ReadonlySet<string>;
  /** Files of which this render may have used more than it shows: it failed. */
  readonly unsure: readonly string[];
}

/** Worked out once for each render, however often it is asked for. */
export function evidenceOf(rendered: Rendered): Evidence {
  const known = KNOWN.get(rendered);
  if (known !== undefined) return known;
  const evidence = gather(rendered);
  KNOWN.set(rendered, evidence);
  return evidence;
}

const KNOWN = new WeakMap<Rendered, Evidence>();

/** Steps whose values a line in Git gives one by one: such a line can be of no use. What a base's own object says may be a default that all overlays set. */
const SETTING: ReadonlySet<Step> = new Set(['patch', 'jsonPatch', 'replicas', 'label', 'annotation', 'commonMetadata']);

function gather(rendered: Rendered): Evidence {
  const made = new Map<string, Finding>();
  for (const finding of rendered.warnings) made.set(findingKey(finding.code, finding), finding);
  const contradicted = new Set(rendered.contradicts);
  const path: (string | number)[] = [];
  const visit = (node: Node): void => {
    readChain(node.origin, path, made, contradicted);
    if (node.kind === 'scalar') return;
    const children = node.kind === 'list' ? node.items.entries() : node.entries.map(({ key, value }) => [key, value] as const);
    for (const [step, value] of children) {
      path.push(step);
      visit(value);
      path.pop();
    }
  };
  for (const { node } of rendered.objects) visit(node);
  noteValues(rendered, made, contradicted);
  const failed = rendered.failures.length > 0 || rendered.needs.length > 0;
  const unsure = failed ? rendered.reads.filter((path) => !path.endsWith('/')) : [];
  return { made: [...made.values()].filter((finding) => !contradicted.has(findingKey(finding.code, finding))), contradicted, unsure };
}

/** Of charts that could be rendered: what failed might have read a value. */
function noteValues({ releases = [], failures }: Rendered, made: Map<string, Finding>, contradicted: Set<string>): void {
  for (const release of releases) {
    const found = unreadValues(release);
    for (const key of found.contradicted) contradicted.add(key);
    if (failures.length === 0)
      for (const finding of [...found.made, ...unsetValues(release)]) made.set(findingKey(finding.code, finding), finding);
  }
}

/** Each origin in a chain wins over the next one, repeats it, or is made from it. */
function readChain(winner: Origin, path: Path, made: Map<string, Finding>, contradicted: Set<string>): void {
  if (SETTING.has(winner.step)) contradicted.add(findingKey('overridden', winner));
  for (let origin: Origin | undefined = winner; origin !== undefined; origin = origin.overrode) {
    const { overrode: before, kept } = origin;
    const repeats = kept === 'all' && before !== undefined && isPatch(origin);
    if (repeats) claim(made, origin, 'repeated', path, before);
    else if (isPatch(origin)) contradicted.add(findingKey('repeated', origin));
    if (before === undefined || !SETTING.has(before.step)) continue;
    if (kept === undefined && SETTING.has(origin.step) && isFinal(before, origin)) claim(made, before, 'overridden', path, origin);
    else contradicted.add(findingKey('overridden', before));
  }
}

/** A label or count that a base sets for everything in it is a default, as well. */
function isFinal(before: Origin, by: Origin): boolean {
  return isPatch(before) || folderOf(before.file) === folderOf(by.file);
}

function isPatch({ step }: Origin): boolean {
  return step === 'patch' || step === 'jsonPatch';
}

function claim(made: Map<string, Finding>, origin: Origin, code: 'overridden' | 'repeated', path: Path, why: Origin): void {
  const key = findingKey(code, origin);
  const { file, line, column } = origin;
  // The nearest known position is not the line that could go.
  if (origin.approximate || samePlace(origin, why) || made.has(key)) return;
  const severity = code === 'overridden' && folderOf(file) === folderOf(why.file) ? 'warning' : 'information';
  made.set(key, {
    code,
    severity,
    subject: formatPath(path),
    file,
    line,
    column,
    related: [{ file: why.file, line: why.line, column: why.column }],
  });
}

/** One field of a kustomization that sets a value in several places meets itself. */
function samePlace(a: Position, b: Position): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
