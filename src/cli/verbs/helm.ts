// `plumbline helm`: what `helm template` prints.
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { createNodeFiles } from '../../adapters/node-files';
import { createMask, type Mask } from '../../engine/normalise/mask';
import { createHelmCache, renderChart } from '../../engine/render/helm/render-chart';
import type { Finding, Node, Path } from '../../engine/model';
import type { Files } from '../../engine/ports';
import { releaseNameFrom } from '../../engine/render/helm/release/name-template';
import type { HelmRendered, HelmRequest } from '../../engine/render/helm/request';
import { emitDocuments } from '../../engine/yaml/emit';
import { formatPath, whyNode } from '../../session/why';
import { endedByLimit } from '../ended-by-limit';
import { majorOf, optionsOf, requestFor } from '../helm-request';
import { maskedManifests } from '../helm-masking';
import { chartSettings } from '../chart-settings';
import { namedFolders, openClones, withClones } from '../clones';
import { type Flags, type Invocation, Stop, usage } from '../invocation';
import { failureJson, findingJson, jsonLine } from '../json';
import { maskOver } from '../masking';
import { remoteChart } from '../remote-chart';
import { withOrigins } from '../origins';
import { onlyShown } from '../show-only';
import type { Terminal } from '../terminal';

export async function run(call: Invocation): Promise<number> {
  const { flags, positionals } = call;
  const masked = call.terminal.isTTY && !flags.on('show-secrets');
  if (flags.on('batch')) {
    if (positionals.length > 0) throw usage('With --batch the requests come on standard input.');
    const { runHelmBatch } = await import('../helm-batch');
    const asking = asksCluster(flags) ? await (await import('../helm-cluster')).openBatchCluster(call) : undefined;
    const clones = (root: string) => openClones(flags, root);
    namedFolders(flags);
    return runHelmBatch(optionsOf(flags), { repo: flags.text('repo'), masked, settings: chartSettings(flags), clones, asking });
  }
  const { chart, name } = named(positionals, flags);
  const reference = remoteChart(chart, flags);
  const options = { ...optionsOf(flags), name };
  const { located, request: asked } = requestFor(reference === undefined ? chart : '.', options, flags.text('repo'));
  const disk = createNodeFiles(located.root, { check: 'forget' });
  const { values } = options;
  if (values.length > 0) await (await import('../values-sources')).gatherValues(values, disk);
  const settled = chartSettings(flags)((await withClones(flags, located.root))(disk));
  const fetched = reference && (await (await import('../fetched-chart')).fetchChart(reference, settled, call));
  const files = fetched?.files ?? settled;
  const request: HelmRequest = fetched === undefined ? asked : { ...asked, chart: { kind: 'path', path: fetched.path, isUnpacked: true } };
  const json = flags.on('json');
  if (flags.text('output-dir') !== undefined && (json || flags.on('why') || flags.all('show-only').length > 0))
    throw usage('--output-dir writes manifests as they are: leave out --json, --why and --show-only, or --output-dir.');
  const rendered = asksCluster(flags)
    ? await (await import('../helm-cluster')).renderWithCluster(located, request, files, call)
    : renderAlone(request, files, json || masked || flags.on('why'));
  if (json) return printJson(rendered, files, reference === undefined ? located.path : chart, masked, call);
  // Without values of the user's own, only the chart's could be unread: those are hints.
  return printText(rendered, files, request, masked, call);
}

/** The chart, and the name of its release where there is one. Source: `NameAndChart` of Helm's install action. */
function named(positionals: readonly string[], flags: Flags): { readonly chart: string; readonly name: string | undefined } {
  const [first, second] = positionals;
  const chart = second ?? first;
  if (chart === undefined) throw usage('“helm” needs CHART.');
  const template = flags.text('name-template');
  const isGenerated = flags.on('generate-name');
  const given = [second === undefined ? undefined : first, flags.text('name'), template, isGenerated ? chart : undefined];
  if (given.filter((one) => one !== undefined).length > 1)
    throw usage('A release has one name: NAME, --name, --name-template or --generate-name.');
  if (isGenerated) return { chart, name: `${generatedFrom(chart)}-${Math.floor(Date.now() / 1000)}` };
  if (template === undefined) return { chart, name: given[0] ?? given[1] };
  const made = releaseNameFrom(template, majorOf(flags.text('helm-version') ?? '4'));
  if ('failure' in made) throw new Stop(made.failure);
  return { chart, name: made.name };
}

function generatedFrom(chart: string): string {
  const base = basename(chart);
  return base === '.' || base === '' ? 'chart' : base.replace(/\..*$/s, '');
}

/** Nothing is asked of a cluster unless the command says so. */
function asksCluster(flags: Flags): boolean {
  const how = flags.text('dry-run') ?? ((flags.text('context') ?? flags.text('snapshot')) === undefined ? 'client' : 'server');
  if (how !== 'client' && how !== 'server') throw usage('--dry-run takes client or server.');
  return how === 'server';
}

/** Only the text where nothing else is told: keeping where it comes from takes a third of the time. */
function renderAlone(request: HelmRequest, files: Files, needsAll: boolean): HelmRendered {
  const cache = createHelmCache();
  const quick = needsAll ? undefined : renderChart({ ...request, onlyText: true }, files, cache);
  const isAll = quick !== undefined && quick.warnings.length === 0 && (quick.failures.length === 0 || endedByLimit(quick));
  return isAll ? quick : renderChart(request, files, cache);
}

async function printText(
  rendered: HelmRendered,
  files: Files,
  request: HelmRequest,
  masked: boolean,
  { flags, terminal }: Invocation,
): Promise<number> {
  const { failures, text } = rendered;
  // Hints for whoever maintains the chart would bury the rest: `--json` has them.
  const found = request.values.length > 0 ? await findingsOf(rendered, files) : rendered.warnings;
  const warnings = found.filter(({ severity, code }) => severity !== 'information' || OF_CLUSTER.has(code));
  if (failures.length > 0 || warnings.length > 0) {
    const mask = maskOver(rendered);
    for (const warning of warnings) terminal.finding(warning, mask);
    for (const failure of failures) terminal.failure(failure, mask);
  }
  // Half of a release on standard output could be applied by whoever reads it.
  if (failures.length > 0) return 1;
  if (flags.on('why')) return printOrigins(rendered, masked, terminal);
  const printed = masked ? maskedManifests(rendered, createMask(randomBytes(32))) : text;
  const folder = flags.text('output-dir');
  if (folder !== undefined) return writeFiles(rendered, folder, request.release.name, { flags, terminal });
  await terminal.write(onlyShown(printed, flags.all('show-only'), majorOf(flags.text('helm-version') ?? '4')));
  return 0;
}

/** CRDs go beside the folder of the release's name, as with Helm. */
async function writeFiles(
  { printed: { crds, manifests, hooks } }: HelmRendered,
  folder: string,
  release: string,
  { flags, terminal }: Pick<Invocation, 'flags' | 'terminal'>,
): Promise<number> {
  const { writeManifests } = await import('../../adapters/manifest-files');
  const file = (path: string, name: string, text: string) => ({ path, text: `---\n# Source: ${name}\n${text}\n` });
  const below = flags.on('release-name') ? `${release}/` : '';
  const written = writeManifests(folder, [
    ...crds.map((crd) => file(crd.name, crd.name, crd.file.text)),
    ...[...manifests, ...hooks].map(({ file: name, text }) => file(below + name, name, text)),
  ]);
  await terminal.write(written.map((path) => `wrote ${path}\n`).join(''));
  return 0;
}

/** That the manifests may be others with a cluster, or another one, is for everybody. */
const OF_CLUSTER: ReadonlySet<Finding['code']> = new Set(['lookupNotAsked', 'capabilityUnknown']);

/** What the render noted, the values that no template reads, and those that nothing sets. */
async function findingsOf({ warnings, releases = [], failures }: HelmRendered, files: Files): Promise<readonly Finding[]> {
  if (failures.length > 0) return warnings;
  const { unreadValues, unsetValues } = await import('../../engine/check/chart-values');
  const { atKeys } = await import('../../engine/check/value-keys');
  const found = releases.flatMap((release) => [...unreadValues(release).made, ...unsetValues(release)]);
  return [...warnings, ...atKeys(found, files)];
}

/** Objects and hooks as the engine writes them: comments of templates would stand between what it has to say. */
async function printOrigins({ objects, hooks }: HelmRendered, masked: boolean, terminal: Terminal): Promise<number> {
  const mask = createMask(randomBytes(32));
  const nodes = [...objects, ...hooks].map(({ node }) => (masked ? mask.node(node) : node));
  await terminal.write(withOrigins(emitDocuments(nodes)));
  return 0;
}

async function printJson(
  rendered: HelmRendered,
  files: Files,
  chart: string,
  masked: boolean,
  { flags, terminal }: Invocation,
): Promise<number> {
  const mask = maskOver(rendered);
  const { text, notes, unknowables, lookups } = rendered;
  const failures = rendered.failures.map((failure) => failureJson(failure, mask));
  const warnings = (await findingsOf(rendered, files)).map((warning) => findingJson(warning, mask));
  const shown = masked ? { yaml: maskedManifests(rendered, mask), notes: mask.scrub(notes) } : { yaml: text, notes };
  const fields = flags.on('why') ? { fields: fieldsOf(rendered, masked ? mask : undefined) } : {};
  await terminal.write(
    jsonLine({ chart, ...(failures.length === 0 ? { ...shown, ...fields } : {}), unknowables, lookups, failures, warnings }),
  );
  return failures.length === 0 ? 0 : 1;
}

/** Each value that is no map or list, or an empty one, with where it came from. */
function fieldsOf({ objects, hooks }: HelmRendered, mask: Mask | undefined): readonly object[] {
  return [...objects, ...hooks].flatMap(({ ref, node }) => {
    const { kind, name, namespace } = ref;
    const object = { kind, name, ...(namespace === undefined ? {} : { namespace }) };
    return leaves(mask === undefined ? node : mask.node(node), []).map(([path, leaf]) => ({
      ...object,
      path: formatPath(path),
      ...whyNode(leaf),
    }));
  });
}

function leaves(node: Node, path: Path): readonly (readonly [Path, Node])[] {
  const children: readonly (readonly [string | number, Node])[] =
    node.kind === 'scalar'
      ? []
      : node.kind === 'list'
        ? [...node.items.entries()]
        : node.entries.map(({ key, value }) => [key, value] as const);
  return children.length === 0 ? [[path, node]] : children.flatMap(([step, value]) => leaves(value, [...path, step]));
}
