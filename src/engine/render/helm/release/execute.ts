// Parses and executes a chart's templates in Helm's order. Source: `pkg/engine/engine.go` of Helm 3 and 4.
import { baseName } from '../../../discover/paths';
import type { Failure, Origin, ScalarNode, UnsetValue } from '../../../model';
import { helmFunctions } from '../functions';
import { toYaml } from '../functions/yaml';
import { type CallContext, GoMap } from '../go/values';
import type { RandomSource } from '../random/source';
import type { Unknowable } from '../request';
import { BUILTINS } from '../template/builtins';
import { executeTemplate } from '../template/execute';
import { LayeredNames } from '../template/layered-names';
import type { TemplateAnyNode, Tree } from '../template/nodes';
import { positionAt } from '../template/position';
import type { Run } from '../template/state';
import { placesOf } from '../template/trace/span';
import { addTemplates } from '../template/template-set';
import type { ValueOrigins } from '../values/origins';
import type { RenderBudget } from './budget';
import { failureOf } from './failures';
import type { ToYaml } from './files-value';
import { createKeptIncludes } from './kept-includes';
import type { Lookups, Place } from './lookups';
import { createLineRecorder, createTextRecorder, type LineRecorder, type Recorded } from './line-recorder';
import type { RenderedFile } from './manifests';
import type { Sources } from './objects';
import { withoutNoValue } from './no-value';
import { addRenderFunctions, ROOT } from './render-functions';
import type { Renderable } from './scope';
import { createCallSites } from './provenance/call-sites';
import { createChains } from './provenance/chains';
import { parseOnce, type TemplateCache } from './template-cache';
import { createUnknowables } from './unknowables';
import { asValues } from './values-type';
import { type Written, WrittenFile } from './written-file';

export interface Executed extends Sources {
  /** In the order of their execution; none where one of them failed, as Helm gives none. */
  readonly files: readonly RenderedFile[];
  readonly failures: readonly Failure[];
  readonly unknowables: readonly Unknowable[];
  /** What was written of keys that the values lack. */
  readonly unset: readonly UnsetValue[];
}

export interface ExecuteOptions {
  readonly helm: 3 | 4;
  /** The present, where the caller knows it. */
  readonly now?: (() => Date) | undefined;
  /** Where real random values come from; looked for when something is drawn. */
  readonly random?: (() => RandomSource | undefined) | undefined;
  readonly origins: ValueOrigins;
  readonly lookups: Lookups;
  /** The scalars of the values that derive from Secrets. */
  readonly secrets?: readonly ScalarNode[];
  readonly budget: RenderBudget;
  /** Whether nobody asks where the text comes from. */
  readonly onlyText?: boolean | undefined;
}

/**
 * @param scope makes what is to be rendered, with the writer of YAML that `.Files` needs.
 * @throws OverAllowance or CancelledError where the budget says so; nothing else.
 */
export function executeTemplates(
  scope: (toYaml: ToYaml) => readonly Renderable[],
  options: ExecuteOptions,
  cache: TemplateCache,
): Executed {
  const sorted = inOrder(scope(toYaml));
  const paths = new Map(sorted.map(({ name, file }) => [name, file.path]));
  const execution: Execution = {
    ...options,
    cache,
    paths,
    outputs: new Map(),
    siteOf: createCallSites(paths),
    unknowables: createUnknowables(options.random ?? (() => undefined), options.now),
    lines: options.onlyText === true ? createTextRecorder() : createLineRecorder(options.origins, secretsOf(options)),
  };
  const failures: Failure[] = [];
  let current = sorted[0]?.name ?? '';
  try {
    const run = prepare(sorted, execution);
    for (const { name, data, basePath } of sorted) {
      if (baseName(name).startsWith('_')) continue;
      current = name;
      execution.unknowables.begin(name);
      data.entries.set('Template', templateValue(name, basePath, options));
      const recorded = execution.lines.record(() => executeTemplate(run, name, data));
      run.context.budget.hold(linesOf(recorded.text) * BYTES_OF_A_LINE);
      execution.outputs.set(name, recorded);
    }
  } catch (error) {
    failures.push(failureOf(error, current, paths));
  }
  const all: Written = { paths, siteOf: execution.siteOf, chainOf: createChains(options.budget) };
  const written = new Map([...execution.outputs].map(([name, output]) => [name, new WrittenFile(paths.get(name) ?? name, output, all)]));
  return {
    files: failures.length > 0 ? [] : [...execution.outputs].map(([name, { text }]) => ({ name, text: withoutNoValue(text) })),
    failures,
    originAt: (file, place) => written.get(file)?.originAt(place) ?? unwritten(paths.get(file) ?? file),
    hasSecrets: options.onlyText !== true && secretsOf(options)().length > 0,
    secretAt(file, start, end) {
      const spans = written.get(file)?.spansIn(start, end);
      return spans && execution.lines.secretIn(undefined, placesOf(spans));
    },
    rivalsIn: (file) => written.get(file)?.rivals(),
    unknowables: execution.unknowables.noted(),
    unset: unsetIn(execution),
  };
}

/** Of a file of which nothing was written. */
function unwritten(file: string): Origin {
  return { file, line: 1, column: 1, step: 'template', approximate: true };
}

/** Those of the values, and those that were looked up up to now. */
function secretsOf({ secrets = [], lookups }: ExecuteOptions): () => readonly ScalarNode[] {
  return () => (lookups.secrets.length === 0 ? secrets : [...secrets, ...lookups.secrets]);
}

/** What the objects of a text take that are read from a line of it, with their origins. */
const BYTES_OF_A_LINE = 320;

function linesOf(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** In templates of files; a text that `tpl` executes has no place of its own. */
function unsetIn({ lines, paths, siteOf }: Execution): readonly UnsetValue[] {
  return lines.unset().flatMap(({ node: { source, offset }, path, through: calls }) => {
    const through = calls && siteOf(calls);
    const file = paths.get(source.name);
    return file === undefined || file.endsWith('/NOTES.txt')
      ? []
      : [{ file, ...positionAt(source, offset), path, ...(through && { through }) }];
  });
}

interface Execution extends ExecuteOptions {
  readonly cache: TemplateCache;
  /** Where the file of a template lies, by the template's name. */
  readonly paths: ReadonlyMap<string, string>;
  readonly outputs: Map<string, Recorded>;
  readonly siteOf: ReturnType<typeof createCallSites>;
  readonly unknowables: ReturnType<typeof createUnknowables>;
  readonly lines: LineRecorder;
}

function prepare(sorted: readonly Renderable[], execution: Execution): Run {
  const { helm, cache, lookups, unknowables, lines, budget, onlyText } = execution;
  const functions = new LayeredNames(helmFunctions(helm));
  const templates = new Map<string, Tree>();
  const { now, draw, standIn, calling, within } = unknowables;
  const context: CallContext = { helm, now, draw, budget, unknowable: standIn, calling, within };
  const run: Run = { templates, functions, context, missingKey: 'zero', recorder: lines.recorder, depth: 0 };
  const isFunction = (name: string): boolean => functions.has(name) || BUILTINS.has(name);
  const parse = (name: string, text: string): ReadonlyMap<string, Tree> => parseOnce(cache, helm, name, text, isFunction);
  const place = (): Place => placeOf(lines.caller(), execution);
  const tools = {
    parse: (text: string) => parse(ROOT, text),
    lookups,
    place,
    recorder: lines,
    within,
    kept: onlyText === true ? createKeptIncludes(templates, new Set(sorted.map(({ data }) => data)), functions, budget) : undefined,
    included: new Map<string, number>(),
  };
  addRenderFunctions(functions, run, tools);
  for (const { name, file } of sorted) addTemplates(templates, parse(name, file.text));
  return run;
}

/** Of what `tpl` executes, which lies in no file, the template that is being rendered. */
function placeOf(node: TemplateAnyNode | undefined, { paths, unknowables }: Execution): Place {
  const file = node && paths.get(node.source.name);
  if (node === undefined || file === undefined) return { file: paths.get(unknowables.current()) ?? '', line: 1, column: 1 };
  const { line, column } = positionAt(node.source, node.offset);
  return { file, line, column };
}

/** Deep ones first, so that what lies further up has the last word. Source: `sortTemplates` of Helm's engine. */
function inOrder(renderables: readonly Renderable[]): readonly Renderable[] {
  const depth = ({ name }: Renderable): number => name.split('/').length;
  return [...renderables].sort((a, b) => depth(b) - depth(a) || (a.name < b.name ? 1 : -1));
}

function templateValue(name: string, basePath: string, { helm, origins }: ExecuteOptions): GoMap {
  const entries: [string, string][] = [
    ['Name', name],
    ['BasePath', basePath],
  ];
  return asValues(new GoMap(new Map(entries)), { helm, origins, toYaml });
}
