// Where a value came from: the file, line and column that decided it, the step that set it, and what it overrode.

/** The steps that can set a value, in the order in which a kustomization runs them. */
export const STEPS = [
  'resource',
  'generator',
  'component',
  'patch',
  'jsonPatch',
  'namespace',
  'prefix',
  'suffix',
  'label',
  'annotation',
  'replicas',
  'image',
  'replacement',
  'variable',
  'nameReference',
  'hash',
  'commonMetadata',
  'substitution',
  'template',
  'values',
  'buildMetadata',
  'live',
] as const;

export type Step = (typeof STEPS)[number];

export interface Position {
  /** Repository-relative path with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
}

/** A place that calls a template (`include`, `template`, `tpl`), and the one that calls the template in which it stands. Shared as origins are. */
export interface CallSite extends Position {
  readonly through?: CallSite;
}

/** The calls that led to a place, the innermost first. */
export function callSites({ through }: Pick<Origin, 'through'>): readonly Position[] {
  const sites: Position[] = [];
  for (let site = through; site !== undefined; site = site.through) {
    const { file, line, column } = site;
    sites.push({ file, line, column });
  }
  return sites;
}

/** Of what a chart writes, the values that its conditions read, the innermost first: they stand behind the template's line. */
export function conditionsOf({ step, by = [] }: Origin): readonly Origin[] {
  const at = step === 'template' ? 0 : by.findIndex((one) => one.step === 'template');
  return at === -1 ? [] : by.slice(at).filter((one) => one.step !== 'template');
}

/** Where to go from a value: what set it, and where a chart's templates call each other for it, the line that wrote it and the calls that led there. */
export function targetsOf(origin: Origin): readonly Position[] {
  const template = origin.step === 'template' ? origin : origin.by?.find(({ step }) => step === 'template');
  const calls = callSites(template ?? origin);
  const all = calls.length === 0 || template === undefined ? [origin, ...calls] : [origin, template, ...calls];
  const places = new Map(all.map((place) => [`${place.file}:${place.line}:${place.column}`, place]));
  return [...places.values()];
}

/** A value's origin. Immutable and shared: a thousand scalars of one file that nothing touched have an origin each, and no more. */
export interface Origin extends Position {
  readonly step: Step;
  /** The origin of the value that this one replaced. */
  readonly overrode?: Origin;
  /** What is left of the value that it overrode: `all` where both are equal, `part` where this one was made from it; `key` where a patch found a list's item by it. */
  readonly kept?: 'all' | 'part' | 'key';
  /** Further values that went into this one: the rest of an image's parts, the data that a name's hash was made of. */
  readonly from?: readonly Origin[];
  /** What decided that the value was set here, and gave no part of it: the selector of a target, the name of an image. On a map or list, for all in it. */
  readonly by?: readonly Origin[];
  /** The last line of the value in its file, where that is not the first. */
  readonly endLine?: number;
  /** Of a text that was put together line by line from several files: where each of its lines is from. */
  readonly lines?: readonly (Origin | undefined)[];
  /** Set where the position is the nearest known one and not exactly the owner. */
  readonly approximate?: true;
  /** Set where `from` or `by` name only some of the values of a chart, as there are more than are kept; it is approximate as well. */
  readonly namesSome?: true;
  /** Of a template's line: the call through which the template was executed. */
  readonly through?: CallSite;
}
