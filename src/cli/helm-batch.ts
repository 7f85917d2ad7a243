// `plumbline helm --batch`: one release after the other in one process, with charts and parsed templates kept.
import { createNodeFiles } from '../adapters/node-files';
import { type Failure, FailureError, nothingRendered } from '../engine/model';
import type { Files } from '../engine/ports';
import { createHelmCache, type HelmCache, renderChart } from '../engine/render/helm/render-chart';
import type { HelmRendered } from '../engine/render/helm/request';
import type { TreeClones } from './clones';
import type { BatchCluster } from './helm-cluster';
import { endedByLimit } from './ended-by-limit';
import { maskedManifests } from './helm-masking';
import { asksOf, type HelmOptions, majorOf, requestFor } from './helm-request';
import { Stop, usage } from './invocation';
import { failureJson, jsonLine } from './json';
import { maskOver } from './masking';
import { writeOut } from './standard-output';
import { optimiseAsUsual } from './start/optimise-late';
import { isElsewhere } from './values-sources';

export interface HelmBatchOptions {
  /** The folder of --repo. */
  readonly repo: string | undefined;
  /** Whether the values of Secrets are hidden, as on a terminal. */
  readonly masked: boolean;
  /** Lays beside the files of a tree what charts are told. */
  readonly settings: (files: Files) => Files;
  /** The clones of other repositories, as seen from a tree. */
  readonly clones: (root: string) => Promise<TreeClones>;
  /** What answers lookups; nothing is asked without it. */
  readonly asking: BatchCluster | undefined;
}

/** The files of a tree, with the clones of others. */
interface Tree {
  readonly files: Files;
  readonly forget: () => void;
}

/** Answers in order, one JSON line for each request; one that cannot be rendered is answered with its error. */
export async function runHelmBatch(defaults: HelmOptions, options: HelmBatchOptions): Promise<number> {
  const trees = new Map<string, Tree>();
  const cache = createHelmCache();
  let rest = '';
  // Each release executes the same few functions.
  optimiseAsUsual();
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    await answerAll(lines, trees, cache, defaults, options);
  }
  if (rest !== '') await answerAll([rest], trees, cache, defaults, options);
  return 0;
}

async function answerAll(
  lines: readonly string[],
  trees: Map<string, Tree>,
  cache: HelmCache,
  defaults: HelmOptions,
  options: HelmBatchOptions,
) {
  // As with `render --batch`: these lines arrived together, so each file is looked at once for all of them.
  for (const { forget } of trees.values()) forget();
  options.asking?.forget();
  for (const line of lines) {
    if (line.trim() === '') continue;
    const answer = await answerOne(line, trees, cache, defaults, options);
    await writeOut(jsonLine(answer));
  }
}

async function answerOne(
  line: string,
  trees: Map<string, Tree>,
  cache: HelmCache,
  defaults: HelmOptions,
  { repo, masked, settings, clones, asking }: HelmBatchOptions,
) {
  const started = performance.now();
  const spent = (): number => Math.round((performance.now() - started) * 1000) / 1000;
  let named: { readonly id?: unknown; readonly chart: string } = { chart: '' };
  try {
    const said = parseRequest(line);
    named = { ...('id' in said ? { id: said.id } : {}), chart: textOf(said, 'chart') ?? '' };
    const given = optionsFrom(said, defaults);
    const elsewhere = given.values.find(isElsewhere);
    if (elsewhere !== undefined) throw usage(`“${elsewhere}”: with --batch, values are read from files only.`);
    const { located, request: asked } = requestFor(named.chart, given, repo);
    const { files } = trees.get(located.root) ?? (await newTree(located.root, trees, clones));
    const tree = asking === undefined ? settings(files) : asking.over(settings(files));
    const request = asking === undefined ? asked : { ...asked, asks: asksOf(asked.helm) };
    const render = (onlyText: boolean) => (): HelmRendered => renderChart(onlyText ? { ...request, onlyText } : request, tree, cache);
    const rendering = (onlyText: boolean) => (asking === undefined ? render(onlyText)() : asking.answered(render(onlyText)));
    // Warnings are not told here, and a failure is told with its place.
    const quick = masked ? undefined : await rendering(true);
    const isAll = quick !== undefined && (quick.failures.length === 0 || endedByLimit(quick));
    const rendered = isAll ? quick : await rendering(false);
    const [failure] = rendered.failures;
    if (failure !== undefined) return { ...named, error: failureJson(failure, maskOver(rendered)), ms: spent() };
    return { ...named, yaml: masked ? maskedManifests(rendered, maskOver(rendered)) : rendered.text, ms: spent() };
  } catch (error) {
    return { ...named, error: failureJson(failureOf(error), maskOver(nothingRendered([]))), ms: spent() };
  }
}

async function newTree(root: string, trees: Map<string, Tree>, clones: HelmBatchOptions['clones']): Promise<Tree> {
  const disk = createNodeFiles(root, { check: 'forget' });
  const others = await clones(root);
  const forget = (): void => {
    disk.forget();
    others.forget();
  };
  const tree = { files: others.over(disk), forget };
  trees.set(root, tree);
  return tree;
}

/** One bad line must not end the batch, whatever went wrong with it. */
function failureOf(error: unknown): Failure {
  if (error instanceof Stop || error instanceof FailureError) return error.failure;
  return { code: 'internal', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

type Asked = Readonly<Record<string, unknown>>;

function parseRequest(line: string): Asked {
  try {
    const asked: unknown = JSON.parse(line);
    if (typeof asked === 'object' && asked !== null && !Array.isArray(asked)) return asked as Asked;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw usage('A line of --batch is a JSON object.');
}

const SETS = ['setJson', 'set', 'setString', 'setFile', 'setLiteral'] as const;

/** What the line does not say, the command's own options do. */
function optionsFrom(asked: Asked, defaults: HelmOptions): HelmOptions {
  const helm = asked.helmVersion === undefined ? defaults.helm : majorOf(String(asked.helmVersion));
  return {
    name: textOf(asked, 'name') ?? defaults.name,
    namespace: textOf(asked, 'namespace') ?? defaults.namespace,
    values: [...defaults.values, ...textsOf(asked, 'values')],
    sets: [...defaults.sets, ...SETS.flatMap((kind) => textsOf(asked, kind).map((text) => ({ kind, text })))],
    kubeVersion: textOf(asked, 'kubeVersion') ?? defaults.kubeVersion,
    apiVersions: [...defaults.apiVersions, ...textsOf(asked, 'apiVersions')],
    includeCrds: flagOf(asked, 'includeCrds') ?? defaults.includeCrds,
    isUpgrade: flagOf(asked, 'isUpgrade') ?? defaults.isUpgrade,
    skipTests: flagOf(asked, 'skipTests') ?? defaults.skipTests,
    skipHooks: flagOf(asked, 'noHooks') ?? defaults.skipHooks,
    skipSchemaValidation: flagOf(asked, 'skipSchemaValidation') ?? defaults.skipSchemaValidation,
    helm,
  };
}

function textOf(asked: Asked, key: string): string | undefined {
  const value = asked[key];
  if (value === undefined || typeof value === 'string') return value;
  throw usage(`“${key}” of a request is a text.`);
}

function flagOf(asked: Asked, key: string): boolean | undefined {
  const value = asked[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw usage(`“${key}” of a request is true or false.`);
}

function textsOf(asked: Asked, key: string): readonly string[] {
  const value = asked[key];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw usage(`“${key}” of a request is a list of texts.`);
}
