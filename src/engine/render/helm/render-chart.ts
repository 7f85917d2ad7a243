// Renders a chart as `helm template` does, with an origin on every value: the one door to the engine for Helm.
import {
  CancelledError,
  type Failure,
  FailureError,
  type Finding,
  type MapNode,
  type Need,
  type Origin,
  type ScalarNode,
} from '../../model';
import type { Files } from '../../ports';
import { type ChartCache, type LoadedChart, loadArchive, loadChart } from './chart/load';
import type { Chart } from './chart/chart';
import { completeDependencies, type Fetching } from './chart/missing';
import { createReads, type Reads } from './chart/reads';
import type { Budget, GoMap } from './go/values';
import { clusterAnswers, type ClusterAnswers } from './cluster/answers';
import { questionText } from '../../model/cluster-question';
import { GoError } from './go/values';
import { parseVersion, versionText } from './go/semver';
import { capabilities, type Capabilities, capabilitiesOf } from './release/capabilities';
import { checkApiVersion, checkInstallable, checkKubeVersion, checkReleaseName } from './release/check-chart';
import { createBudget, OverAllowance, type RenderBudget, type Restraint } from './release/budget';
import { executeTemplates } from './release/execute';
import { createLookups } from './release/lookups';
import { createTemplateCache, type TemplateCache } from './release/template-cache';
import { assemble } from './release/assemble';
import { crdsOf } from './release/print';
import { renderables } from './release/scope';
import { randomSource, type RandomSource } from './random/source';
import type { HelmRendered, HelmRequest } from './request';
import { markSecretValues, scalarsIn, secretScalars } from './secret-values';
import { coalesceValues } from './values/coalesce';
import { processDependencies } from './values/dependencies';
import { type ChartInstance, instantiate } from './values/instance';
import { ValueOrigins } from './values/origins';
import { chartRelease } from './usage/release';
import { markSecretKeys } from './values/secret-keys';
import { checkSchemas } from './values/schema';
import type { Merging } from './values/tables';
import { userValues } from './values/user-values';
import { valuesNode } from './values/values-node';

/** Loaded charts and parsed templates, shared between releases and checked by content. Opaque to callers. */
export interface HelmCache {
  readonly charts: ChartCache;
  readonly templates: TemplateCache;
  /** What holds back the renders that use this cache. */
  readonly restraint?: Restraint | undefined;
}

export function createHelmCache(restraint?: Restraint): HelmCache {
  return { charts: new Map(), templates: createTemplateCache(), restraint };
}

/**
 * Never throws but for cancellation: what stands in the way is in `failures`, and what could be rendered is there all the same. Where something is not gathered
 * yet, `needs` says what, and nothing is rendered: another thread, for a render that costs more than the cache's restraint allows.
 *
 * @param fetching how dependencies are found that do not lie in charts/; without it they are failures, as they are to Helm.
 */
export function renderChart(request: HelmRequest, files: Files, cache: HelmCache, fetching?: Fetching): HelmRendered {
  const notes: Notes = { failures: [], warnings: [], needs: [], reads: createReads() };
  try {
    return render(request, { files, fetching }, cache, notes);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    if (error instanceof OverAllowance) notes.needs.push({ kind: 'longRender', path: request.chart.path });
    else notes.failures.push(unexpected(error, request.chart.path));
    return nothing(notes);
  }
}

interface World {
  readonly files: Files;
  readonly fetching: Fetching | undefined;
}

interface Notes {
  readonly failures: Failure[];
  readonly warnings: Finding[];
  readonly needs: Need[];
  readonly reads: Reads;
}

function render(request: HelmRequest, { files, fetching }: World, cache: HelmCache, notes: Notes): HelmRendered {
  const { helm } = request;
  const budget = createBudget(cache.restraint);
  const loaded = load(request, files, cache, notes.reads, budget);
  notes.failures.push(...loaded.failures);
  const surroundings = { files, cache: cache.charts, reads: notes.reads, helm, pass: budget.pass, fetching };
  const completed = loaded.chart && completeDependencies(loaded.chart, surroundings);
  notes.failures.push(...(completed?.failures ?? []));
  notes.warnings.push(...(completed?.warnings ?? []));
  notes.needs.push(...(completed?.needs ?? []));
  const chart = completed?.chart && packedAgain(completed.chart, request);
  const merging: Merging = {
    helm,
    earlier: request.earlier,
    origins: new ValueOrigins(),
    budget,
    warn: (detail, origin) => chart !== undefined && notes.warnings.push(ignoredValue(chart, detail, origin)),
  };
  const given = userValues(request.values, files, notes.reads, merging);
  notes.needs.push(...notes.reads.needs.splice(0));
  if (chart === undefined || refuse(chart, request, notes)) return nothing(notes);

  const { instance, values } = mergedInto(chart, given, merging);
  const secrets = givenSecrets(request);
  // Before templates can change them.
  const whole: Origin = { file: chart.path, line: 1, column: 1, step: 'values', approximate: true };
  const isAsked = request.onlyText !== true || request.values.length > 0;
  const document = isAsked ? markSecretKeys(valuesNode(values, merging.origins, whole), secrets, chart) : undefined;
  if (request.skipSchemaValidation !== true)
    notes.failures.push(...checkSchemas(instance, values, { ...merging, secrets, document, budget }));
  const cluster = clusterAnswers(files, notes.reads, request.asks);
  const random = (): RandomSource | undefined => randomSource(files, notes.reads);
  return execute({
    request,
    chart: completed?.chart ?? chart,
    instance,
    values,
    document,
    secrets,
    merging,
    cache,
    notes,
    cluster,
    random,
    budget,
  });
}

/** The chart with the dependencies that take part, and its values. What stops it stands in the chart: no line of it alone is at fault. */
function mergedInto(chart: Chart, given: GoMap, merging: Merging): { readonly instance: ChartInstance; readonly values: GoMap } {
  try {
    const instance = instantiate(chart, merging.origins);
    processDependencies(instance, given, merging);
    return { instance, values: coalesceValues(instance, given, false, merging) };
  } catch (error) {
    const place = { file: chart.file, line: 1, column: 1 };
    if (error instanceof FailureError) throw new FailureError({ ...place, ...error.failure });
    if (error instanceof RangeError) throw new FailureError({ ...place, code: 'tooMuchWork', detail: 'its values are nested too deeply' });
    throw error;
  }
}

function packedAgain(chart: Chart, { chartValues, versionMetadata }: HelmRequest): Chart {
  const { metadata } = chart;
  const version = versionMetadata === undefined ? metadata.version : withMetadata(metadata.version ?? '', versionMetadata);
  const values = chartValues ?? chart.values;
  return version === metadata.version && values === chart.values ? chart : { ...chart, values, metadata: { ...metadata, version } };
}

/** Written as the library writes a version that it has read. One that is none stays as it is: packing it fails. */
function withMetadata(version: string, metadata: string): string {
  try {
    return versionText({ ...parseVersion(version), metadata });
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return version;
  }
}

function load({ chart, helm }: HelmRequest, files: Files, cache: HelmCache, reads: Reads, { pass }: Budget): LoadedChart {
  if (chart.kind === 'archive') return loadArchive(chart.archive, chart.path, chart.digest, helm, cache.charts, pass);
  return loadChart(chart.path, files, helm, cache.charts, reads, pass, chart.isUnpacked);
}

/** Whether there is a reason to render nothing, which is noted. */
function refuse(chart: Chart, { release, helm, takesAnyApiVersion }: HelmRequest, notes: Notes): boolean {
  if (takesAnyApiVersion !== true) notes.failures.push(...checkApiVersion(chart, helm));
  if (chart.metadata.deprecated) notes.warnings.push(deprecated(chart));
  notes.failures.push(...checkReleaseName(release.name), ...checkInstallable(chart));
  return notes.failures.length > 0 || notes.needs.length > 0;
}

/** Reading a byte of YAML takes as long as unpacking eight. */
const COST_OF_YAML = 8;

interface Execution {
  readonly request: HelmRequest;
  /** As it was loaded. */
  readonly chart: Chart;
  readonly instance: ChartInstance;
  readonly values: GoMap;
  /** The values, with their origins; undefined where nobody asks for them. */
  readonly document: MapNode | undefined;
  readonly secrets: readonly ScalarNode[];
  readonly merging: Merging;
  readonly cache: HelmCache;
  readonly notes: Notes;
  readonly cluster: ClusterAnswers;
  readonly random: () => RandomSource | undefined;
  readonly budget: RenderBudget;
}

function execute({
  request,
  chart,
  instance,
  values,
  document,
  secrets,
  merging: { origins },
  cache,
  notes,
  cluster,
  random,
  budget,
}: Execution): HelmRendered {
  const told = toldOf(request, cluster, instance.chart, notes);
  if (isUnanswered(notes, instance.chart, questionText)) return nothing(notes);
  const mismatch = checkKubeVersion(instance.chart, told.kubeVersion);
  notes.failures.push(...mismatch);
  if (mismatch.length > 0) return withSecrets({ ...nothing(notes), ...(document && { values: document }) }, secrets);
  if (request.includeCrds === true) for (const { file } of crdsOf(instance)) budget.pass(file.size * COST_OF_YAML);
  const lookups = createLookups(cluster, origins);
  const { helm, release, onlyText } = request;
  const executed = executeTemplates(
    (toYaml) => renderables(instance, values, { release, capabilities: told, origins, toYaml, onlyText }),
    { helm, now: request.now, random, origins, lookups, secrets, budget, onlyText },
    cache.templates,
  );
  // What templates made of answers that are not there yet is nothing to show.
  if (isUnanswered(notes, instance.chart, lookups.textOf))
    return withSecrets({ ...nothing(notes), ...(document && { values: document }) }, secrets);
  notes.failures.push(...executed.failures);
  notes.warnings.push(...lookups.warnings());
  const assembled = assemble(instance, executed, request);
  notes.failures.push(...assembled.failures);
  notes.warnings.push(...assembled.warnings);
  const ofValues = document && { values: document, releases: [chartRelease(chart, document, request.helm, executed.unset)] };
  const known = { ...ofValues, unknowables: executed.unknowables, lookups: lookups.asked() };
  return withSecrets({ ...nothing(notes), ...assembled.rendered, ...known }, [...secrets, ...lookups.secrets]);
}

/** Whether the cluster has yet to be asked for something, which is noted. */
function isUnanswered({ reads, needs, failures }: Notes, { file }: Chart, textOf: (path: string) => string): boolean {
  const open = reads.needs.splice(0);
  needs.push(...open);
  for (const { kind, path } of open) if (kind === 'clusterAnswer') failures.push({ code: 'notAsked', file, subject: textOf(path) });
  return open.length > 0;
}

/** What charts are told; what is not known of the cluster is noted. */
function toldOf(
  { helm, earlier, kubeVersion, apiVersions = [], asks }: HelmRequest,
  cluster: ClusterAnswers,
  { file }: Chart,
  notes: Notes,
): Capabilities {
  const answer = cluster.capabilities();
  if (answer === undefined) return capabilities(helm, kubeVersion, apiVersions, earlier);
  if ('code' in answer) throw new FailureError({ file, line: 1, column: 1, ...answer });
  for (const subject of answer.unknown)
    notes.warnings.push({ code: 'capabilityUnknown', severity: 'information', file, line: 1, column: 1, subject });
  if (asks !== 'versions') return capabilitiesOf(answer, helm, earlier);
  // Source: argo-cd v3.2.6, `helmTemplate`, and gitops-engine, `GetServerVersion` and `GetAPIResources`.
  const version = kubeVersion ?? (answer.version && `${answer.version.major}.${answer.version.minor}`);
  return capabilities(helm, version, apiVersions.length > 0 ? apiVersions : (answer.watched ?? answer.apiVersions), earlier);
}

/** Values that derive from Secrets of the cluster, or are known to be secret, are marked, and known by their texts: they may land anywhere. */
function withSecrets(rendered: HelmRendered, scalars: readonly ScalarNode[]): HelmRendered {
  const { texts, ...marked } = markSecretValues(rendered, scalars);
  return scalars.length === 0 ? rendered : { ...rendered, ...marked, secrets: [...new Set(texts)] };
}

function givenSecrets({ values, chartValues = [], secrets = [] }: HelmRequest): readonly ScalarNode[] {
  const nodes = [...chartValues, ...values.flatMap((source) => (source.kind === 'node' ? [source.node] : []))];
  return [...secrets.flatMap(scalarsIn), ...nodes.flatMap(secretScalars)];
}

function ignoredValue({ file, metadata }: Chart, detail: string, origin: Origin | undefined): Finding {
  const place = origin === undefined ? { file, line: 1, column: 1 } : { file: origin.file, line: origin.line, column: origin.column };
  return { code: 'valueIgnored', severity: 'warning', ...place, subject: metadata.name, detail };
}

function deprecated({ file, metadata }: Chart): Finding {
  return { code: 'chartDeprecated', severity: 'warning', file, line: 1, column: 1, subject: metadata.name };
}

function nothing({ failures, warnings, needs, reads }: Notes): HelmRendered {
  return {
    objects: [],
    failures,
    warnings,
    needs,
    reads: [...reads.seen.keys()],
    text: '',
    printed: { crds: [], manifests: [], hooks: [] },
    files: [],
    hooks: [],
    notes: '',
    unknowables: [],
    lookups: [],
  };
}

function unexpected(error: unknown, path: string): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof RangeError) return { code: 'tooMuchWork', detail: `${path}: ${error.message}` };
  return { code: 'internal', subject: path, detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
