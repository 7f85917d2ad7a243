// The chain of origins of one field, the one that won first.
import {
  callSites,
  conditionsOf,
  type Failure,
  type Node,
  type Origin,
  type Path,
  type Position,
  type Rendered,
  type RenderedObject,
} from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import type { Answer } from '../engine/ports';
import { at } from '../engine/yaml/access';
import { emitDocuments } from '../engine/yaml/emit';
import { failed } from './find';
import type { Why, WhyStep } from './api';
import { formatPath } from '../engine/model/field-path';

export { formatPath } from '../engine/model/field-path';

export interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** The app that renders it, where several do. */
  readonly app?: string;
}

export function whyField(renders: readonly Rendered[], name: ObjectName, path: Path, mask: Mask): Answer<Why> {
  const found = findObject(renders, name);
  if (found.kind === 'failed') return found;
  const masked = mask.node(found.value.node);
  const node = at(masked, path);
  if (node === undefined) return failed({ ...noSuchField(masked, path), subject: formatPath(path) });
  return { kind: 'answer', value: { ...whyNode(node), conditions: conditionsOf(node.origin).map(influence) } };
}

/** With the path that was meant, where a number stands for an item of a list as it does in other tools. */
function noSuchField(object: Node, path: Path): Pick<Failure, 'code' | 'detail'> {
  const meant: (string | number)[] = [];
  for (const step of path) meant.push(at(object, meant)?.kind === 'list' && /^\d+$/.test(String(step)) ? Number(step) : step);
  const isOther = meant.some((step, index) => step !== path[index]);
  return isOther ? { code: 'itemByName', detail: formatPath(meant) } : { code: 'noSuchField' };
}

/** The chain of origins of a value that is masked already, or need not be. */
export function whyNode(node: Node): Omit<Why, 'conditions'> {
  return {
    value: textOf(node),
    steps: originSteps(node.origin),
    ...influences(node.origin),
  };
}

/** Kinds are compared without regard to case, as people type them. */
export function findObject(renders: readonly Rendered[], { kind, name, namespace }: ObjectName): Answer<RenderedObject> {
  const subject = `${kind}/${name}`;
  const ofKind = renders.flatMap(({ objects }) => objects).filter(({ ref }) => ref.kind.toLowerCase() === kind.toLowerCase());
  const matches = ofKind.filter(({ ref }) => ref.name === name && (namespace === undefined || ref.namespace === namespace));
  const [first] = matches;
  if (first === undefined) return failed(unlessUnknown({ code: 'noSuchObject', subject, ...insteadOf(name, ofKind) }, renders));
  if (matches.length === 1) return { kind: 'answer', value: first };
  const places = matches.map(({ ref, node: { origin } }) => {
    return `${ref.apiVersion} in ${ref.namespace ?? 'no namespace'} (${origin.file}:${origin.line})`;
  });
  return failed({ code: 'ambiguous', subject, detail: [...new Set(places)].join(', ') });
}

/** An object that is not there may be in what was not fetched, which is the reason where that is one thing, or in what could not be rendered, which is said. */
function unlessUnknown(reason: Failure, renders: readonly Rendered[]): Failure {
  const failures = renders.flatMap((rendered) => rendered.failures);
  const [first, ...others] = failures;
  if (first === undefined) return reason;
  if (first.code === 'notFetched' && others.length === 0) return first;
  return { ...reason, code: 'objectUnknown' };
}

/** Prefixes, suffixes and hashes make a name other than the sources have it. */
function insteadOf(name: string, ofKind: readonly RenderedObject[]): { readonly detail?: string } {
  const longer = [...new Set(ofKind.map(({ ref }) => ref.name))].filter((one) => one !== name && one.includes(name));
  return longer.length === 0 || longer.length > MOST_NAMES ? {} : { detail: `there is ${longer.join(', ')}` };
}

const MOST_NAMES = 5;

function textOf(node: Node): string {
  return node.kind === 'scalar' ? node.text : emitDocuments([node]).text.trimEnd();
}

/** The place that set a value, then those that it overrode. */
export function originSteps(origin: Origin): readonly WhyStep[] {
  return [...chain(origin)];
}

function* chain(origin: Origin): Generator<WhyStep> {
  for (let here: Origin | undefined = origin; here !== undefined; here = here.overrode) yield whyStep(here);
}

function whyStep(origin: Origin): WhyStep {
  const { file, line, column, step, approximate } = origin;
  const through = callSites(origin);
  return { file, line, column, step, ...(approximate ? { approximate } : {}), ...(through.length === 0 ? {} : { through }) };
}

function influence(origin: Origin): WhyStep {
  const over = originSteps(origin).slice(1);
  return { ...whyStep(origin), ...(over.length === 0 ? {} : { over }) };
}

/** Each place once, and none that the chain names. */
function influences(origin: Origin): Pick<Why, 'from' | 'by'> {
  const seen = new Set([...chain(origin)].map(placeKey));
  const pick = (origins: readonly Origin[]): readonly WhyStep[] =>
    origins.filter((one) => !seen.has(placeKey(one)) && seen.add(placeKey(one))).map(influence);
  const parts = partsOf(origin);
  return { from: pick(parts.flatMap(({ from = [] }) => from)), by: pick(parts.flatMap(({ by = [] }) => by)) };
}

/** The origin, with those that went into it and what went into those. */
function partsOf(origin: Origin): readonly Origin[] {
  const inner = origin.kept === 'part' && origin.overrode !== undefined ? [origin.overrode] : [];
  return [origin, ...[...(origin.from ?? []), ...inner].flatMap(partsOf)];
}

function placeKey({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
