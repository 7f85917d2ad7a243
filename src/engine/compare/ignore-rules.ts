// Fields that a Flux Kustomization leaves to others: the rules of its `spec.ignore`.
import { type Failure, type IgnoredDifference, type Json, type JsonObject, type Path, apiGroup } from '../model';
import { isList, isObject, mapValues, sameJson, textAt, valueAt, without } from '../normalise/json-values';
import { compilePattern, ExpressionError, type Pattern } from '../render/go-expressions';
import { matchesLabels, parseLabelSelector } from '../render/kustomize/label-selector';

/** A rule's JSON pointers, for the objects that it matches. */
export interface IgnoreRule {
  readonly matches: (manifest: JsonObject) => boolean;
  readonly pointers: readonly string[];
}

export interface IgnoreRules {
  readonly rules: readonly IgnoreRule[];
  /** Rules that cannot be read: what they would ignore is not known. */
  readonly failures: readonly Failure[];
}

/** @param owner the Kustomization as it is in the cluster. */
export function ignoreRules(owner: JsonObject | undefined): IgnoreRules {
  const list = valueAt(owner, 'spec', 'ignore');
  const rules: IgnoreRule[] = [];
  const failures: Failure[] = [];
  for (const [index, entry] of (isList(list) ? list : []).entries()) {
    const rule = isObject(entry) ? parsed(entry) : undefined;
    if (rule === undefined) failures.push({ code: 'invalidField', subject: `spec.ignore[${index}]` });
    else rules.push(rule);
  }
  return { rules, failures };
}

export function ignoredPointers(rules: readonly IgnoreRule[], manifest: JsonObject): readonly string[] {
  return rules.filter((rule) => rule.matches(manifest)).flatMap((rule) => rule.pointers);
}

/** `predicted` with what is live in the places of `pointers`, and the places where that made a difference. */
export function keepIgnored(
  predicted: JsonObject,
  live: JsonObject,
  pointers: readonly string[],
): { readonly predicted: JsonObject; readonly kept: readonly Path[] } {
  let result = predicted;
  const kept: Path[] = [];
  for (const pointer of pointers) {
    const steps = pointer.split('/').slice(1).map(unescaped);
    const current = valueAtSteps(live, steps);
    if (steps.length === 0 || sameJson(current, valueAtSteps(result, steps))) continue;
    result = replaced(result, steps, current) as JsonObject;
    kept.push(steps);
  }
  return { predicted: result, kept };
}

export function leftToOthers(path: Path): IgnoredDifference {
  return { path, rule: 'ignoreRule', detail: 'spec.ignore of the Kustomization' };
}

const IDENTITY = ['group', 'version', 'kind', 'name', 'namespace'] as const;

/** Undefined where a pattern or selector is not valid. */
function parsed(entry: JsonObject): IgnoreRule | undefined {
  const pointers = isList(entry.paths) ? entry.paths.filter((path) => typeof path === 'string') : [];
  const target = entry.target;
  if (!isObject(target)) return { matches: () => true, pointers };
  const labels = parseLabelSelector(textAt(target, 'labelSelector') ?? '');
  const annotations = parseLabelSelector(textAt(target, 'annotationSelector') ?? '');
  const patterns = IDENTITY.map((field) => anchored(textAt(target, field) ?? ''));
  if (labels === undefined || annotations === undefined || patterns.includes(undefined)) return undefined;
  const matches = (manifest: JsonObject) =>
    identity(manifest).every((value, index) => patterns[index]?.test(value) ?? false) &&
    matchesLabels(labels, strings(manifest, 'labels')) &&
    matchesLabels(annotations, strings(manifest, 'annotations'));
  return { matches, pointers };
}

function identity(manifest: JsonObject): readonly string[] {
  const apiVersion = textAt(manifest, 'apiVersion') ?? '';
  const metadata = (field: string) => textAt(manifest, 'metadata', field) ?? '';
  return [
    apiGroup(apiVersion),
    apiVersion.slice(apiVersion.indexOf('/') + 1),
    textAt(manifest, 'kind') ?? '',
    metadata('name'),
    metadata('namespace'),
  ];
}

/** An empty pattern matches everything. */
function anchored(pattern: string): Pattern | undefined {
  try {
    return pattern === '' ? /^/ : compilePattern('^(?:', pattern, ')$');
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function strings(manifest: JsonObject, field: 'labels' | 'annotations'): ReadonlyMap<string, string> {
  const values = valueAt(manifest, 'metadata', field);
  return new Map(Object.entries(isObject(values) ? values : {}).map(([key, value]) => [key, String(value)]));
}

/** RFC 6901. */
function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAtSteps(value: Json | undefined, steps: readonly string[]): Json | undefined {
  let here = value;
  for (const step of steps) here = isList(here) ? here[Number(step)] : isObject(here) ? here[step] : undefined;
  return here;
}

/** A parent that is not there is made only where there is a value to put into it. */
function replaced(value: Json | undefined, steps: readonly string[], by: Json | undefined): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return by;
  if (isList(value)) {
    const items = value.map((item, index) => (index === Number(step) ? replaced(item, rest, by) : item));
    return items.filter((item) => item !== undefined);
  }
  const parent = isObject(value) ? value : {};
  const next = replaced(parent[step], rest, by);
  if (next === undefined) return isObject(value) ? without(parent, [step]) : value;
  return step in parent ? mapValues(parent, (item, key) => (key === step ? next : item)) : { ...parent, [step]: next };
}
