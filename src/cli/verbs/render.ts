// `plumbline render`: what `kustomize build` prints.
import { randomBytes } from 'node:crypto';
import { createClock } from '../../adapters/clock';
import { createNodeFiles } from '../../adapters/node-files';
import type { Rendered } from '../../engine/model';
import { createMask } from '../../engine/normalise/mask';
import {
  type BuildCache,
  buildKustomization,
  buildRepository,
  createBuildCache,
  KUSTOMIZE_CLI,
  type Profile,
} from '../../engine/render/kustomize/build';
import { withHelm } from '../../engine/render/kustomize/helm-charts/with-helm';
import { shownReference } from '../../engine/render/kustomize/remote/link';
import { parseRepository, type Repository } from '../../engine/render/kustomize/remote/repository';
import { emitDocuments } from '../../engine/yaml/emit';
import { chartSettings } from '../chart-settings';
import { majorOf } from '../helm-request';
import { withClones } from '../clones';
import { maskedNodes, maskOver } from '../masking';
import { type Flags, type Invocation, usage } from '../invocation';
import { failureJson, findingJson, jsonLine } from '../json';
import { withOrigins } from '../origins';
import { gathered, openRemotes } from '../remotes';
import { type Located, locate } from '../tree';

export async function run(call: Invocation): Promise<number> {
  const cache = createBuildCache();
  const profile = profileOf(call.flags, cache);
  if (call.flags.on('batch')) {
    if (call.positionals.length > 0) throw usage('With --batch the folders come on standard input.');
    if (call.flags.on('real-random')) throw usage('--batch takes no --real-random.');
    const { runBatch } = await import('../batch');
    return runBatch(profile, { flags: call.flags, terminal: call.terminal, masked: isMasked(call) });
  }
  const { flags, terminal } = call;
  const remotes = openRemotes(flags);
  const { root, path, absolute, repository } = targetOf(call.positionals[0] ?? '.', flags);
  const files = chartSettings(flags)((await withClones(flags, root))(remotes.over(createNodeFiles(root, { check: 'forget' }))));
  const build = (): Rendered =>
    repository === undefined ? buildKustomization(path, files, profile, cache) : buildRepository(repository, files, profile, cache);
  const rendered = await gathered(build, { flags, terminal, remotes });
  if (flags.on('verify')) return (await import('../verify')).runVerify(rendered, absolute, profile, call);
  return flags.on('json') ? printJson(rendered, path, call) : printText(rendered, call);
}

/** A folder, or the address of a repository, which kustomize takes as well. */
function targetOf(target: string, flags: Flags): Located & { readonly repository?: Repository } {
  const repository = parseRepository(target);
  if (repository === undefined) return locate(target, flags.text('repo'));
  return { root: process.cwd(), path: shownReference(target), absolute: target, repository };
}

function profileOf(flags: Flags, cache: BuildCache): Profile {
  const reorder = flags.text('reorder') ?? 'default';
  if (reorder !== 'none' && reorder !== 'legacy' && reorder !== 'default') throw usage('--reorder takes none or legacy.');
  const profile: Profile = { ...KUSTOMIZE_CLI, reorder };
  const version = flags.text('helm-version');
  if (!flags.on('enable-helm')) {
    if (version !== undefined) throw usage('--helm-version says whose ways --enable-helm takes.');
    if (flags.on('real-random')) throw usage('--real-random is for charts, which are rendered with --enable-helm.');
    return profile;
  }
  if (flags.on('real-random') && flags.on('verify')) throw usage('--verify compares, and random values are never the same twice.');
  return withHelm(profile, cache, { helm: majorOf(version ?? '4'), now: createClock().now });
}

function isMasked({ terminal, flags }: Pick<Invocation, 'terminal' | 'flags'>): boolean {
  return terminal.isTTY && !flags.on('show-secrets');
}

async function printText(rendered: Rendered, { terminal, flags }: Invocation): Promise<number> {
  const { failures } = rendered;
  const warnings = certain(rendered);
  if (failures.length > 0 || warnings.length > 0) {
    const mask = maskOver(rendered);
    for (const warning of warnings) terminal.finding(warning, mask);
    for (const failure of failures) terminal.failure(failure, mask);
  }
  for (const clone of rendered.clones ?? []) terminal.note(`note: ${clone}`);
  // Half of a tree on standard output could be applied by whoever reads it.
  if (failures.length > 0) return 1;
  const emitted = emitDocuments(
    isMasked({ terminal, flags }) ? maskedNodes(rendered, createMask(randomBytes(32))) : rendered.objects.map(({ node }) => node),
  );
  await terminal.write(flags.on('why') ? withOrigins(emitted) : emitted.text);
  return 0;
}

/** What matches nothing may match what could not be rendered. */
function certain({ warnings, failures }: Rendered): Rendered['warnings'] {
  return failures.length === 0
    ? warnings
    : warnings.filter(({ code }) => code !== 'targetMatchesNothing' && code !== 'imageMatchesNothing');
}

async function printJson(rendered: Rendered, path: string, { terminal, flags }: Invocation): Promise<number> {
  const mask = maskOver(rendered);
  const { text } = emitDocuments(isMasked({ terminal, flags }) ? maskedNodes(rendered, mask) : rendered.objects.map(({ node }) => node));
  const failures = rendered.failures.map((failure) => failureJson(failure, mask));
  const warnings = certain(rendered).map((warning) => findingJson(warning, mask));
  await terminal.write(jsonLine({ path, ...(failures.length === 0 ? { yaml: text } : {}), failures, warnings }));
  return failures.length === 0 ? 0 : 1;
}
