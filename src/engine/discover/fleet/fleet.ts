// Bundles of Rancher Fleet as apps: one for each target, in the environment that the target is called.
import type { ControllerRef, Failure, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { type Draft, type EnvironmentDrafts, environmentDraft, ownerKey } from '../draft';
import { failureAt, type Inventory } from '../inventory';
import { selectsLabels } from '../label-selector';
import { overlayName } from '../order';
import { baseName, join, parentOf, segments } from '../paths';
import { positionOf } from '../sources';
import { factsAt } from '../clone-trees';
import { CLONE_HINT, cloneOf } from '../clones';
import { withoutCredentials } from '../git-url';
import { type Bundle, readBundles } from './bundles';
import { ignoredDrift } from './ignored';
import { deploysNothing, leftOutOf, notDeployed, wordsOf } from './left-out';
import { customizationsOf, optionsOf } from './options';
import { type FleetClusters, targetName, unknownClusters } from './targets';
import { valuesSources } from './values-sources';

/** Where Fleet keeps what it deploys to clusters other than its own. */
const DEFAULT_NAMESPACE = 'fleet-default';

export function addFleetApps(drafts: EnvironmentDrafts, inventory: Inventory): void {
  const { bundles, elsewhere } = readBundles(inventory);
  const targets = new Map(bundles.map((bundle) => [bundle, targetsOf(bundle, inventory)] as const));
  const add = (bundle: Bundle, target: Target): void => {
    const environment = environmentDraft(drafts, target.name);
    environment.reasons.add(target.reason);
    environment.apps.push(draftOf(bundle, target, bundles, inventory));
  };
  for (const [bundle, { deployed }] of targets) for (const target of deployed) add(bundle, target);
  // By itself, what deploys nothing makes no environment.
  for (const [bundle, { deployed, leftOut }] of targets)
    for (const target of leftOut) if (deployed.length === 0 || drafts.has(target.name)) add(bundle, target);
  for (const { gitRepo, url, otherBranch } of elsewhere) {
    const environment = environmentDraft(drafts, overlayName(segments(parentOf(gitRepo.file)))?.name ?? 'fleet');
    environment.reasons.add(`Fleet GitRepo ${gitRepo.name} (${gitRepo.file}:${gitRepo.line})`);
    const position = positionOf(at(gitRepo.node, ['spec', otherBranch === undefined ? 'repo' : 'branch']), gitRepo);
    const reason = failureAt(
      position,
      otherBranch === undefined
        ? { code: 'unresolvedSource', subject: gitRepo.name, detail: elsewhereWords(url, inventory), repository: withoutCredentials(url) }
        : { code: 'otherBranch', subject: gitRepo.name, detail: otherBranch },
    );
    const { file, line, column } = gitRepo;
    environment.apps.push({
      kind: 'fleetBundle',
      name: gitRepo.name,
      path: parentOf(file),
      source: { file, line, column },
      object: gitRepo,
      isElsewhere: true,
      dependsOn: [],
      unresolved: [reason],
    });
  }
}

function elsewhereWords(url: string, { clones }: Inventory): string {
  const clone = cloneOf(url, clones);
  if (clone?.problem !== undefined) return `${withoutCredentials(url)} is mapped to ${clone.folder}: ${clone.problem}`;
  return `it is another repository than this one: ${withoutCredentials(url)}. ${CLONE_HINT}`;
}

interface Target {
  readonly name: string;
  readonly reason: string;
  /** Index among the customizations of fleet.yaml. */
  readonly customization?: number;
  readonly unresolved: readonly Failure[];
  /** Set where no cluster gets it. */
  readonly isNowhere?: true;
}

interface Targets {
  readonly deployed: readonly Target[];
  /** Customizations that deploy nothing, and that nothing else is called after. */
  readonly leftOut: readonly Target[];
}

/**
 * Each customization that deploys something, and each target of the GitRepo, or else of `overrideTargets`, that none of those is called after: its
 * clusters get the bundle as it is. Clusters that a customization before it keeps the bundle from are told.
 */
function targetsOf(bundle: Bundle, clusters: FleetClusters): Targets {
  const { gitRepo, options } = bundle;
  const place = gitRepo ?? positionOf(options, { file: bundle.file ?? bundle.folder, line: 1, column: 1 });
  const own = customizationsOf(options);
  const made = (target: Node, before: readonly Node[], where: string): Target => {
    const name = targetName(target);
    const { reasons, isAll } = leftOutOf(target, before, clusters, bundle.name, place);
    const unknown = isAll ? [] : [unknownClusters(target, clusters, place) ?? []].flat();
    return {
      name,
      reason: `target ${name} of ${where}`,
      unresolved: [...unknown, ...reasons],
      ...(isAll ? { isNowhere: true } : {}),
    };
  };
  const customized = own.flatMap((target, index) =>
    deploysNothing(target)
      ? []
      : [{ ...made(target, own.slice(0, index), `${bundle.file ?? bundle.folder}:${target.origin.line}`), customization: index }],
  );
  const names = new Set(customized.map(({ name }) => name));
  const overriding = child(options, 'overrideTargets');
  const where =
    overriding === undefined ? `Fleet GitRepo ${gitRepo?.name} (${gitRepo?.file}` : `${baseName(bundle.file ?? '')} (${bundle.file}`;
  const plain = items(overriding ?? at(gitRepo?.node, ['spec', 'targets']))
    .filter((target) => !names.has(targetName(target)))
    .map((target) => made(target, own, `${where}:${target.origin.line})`));
  const deployed = [...customized, ...plain];
  const taken = new Set(deployed.map(({ name }) => name));
  const leftOut = own
    .filter((target) => deploysNothing(target) && !taken.has(targetName(target)))
    .map((target): Target => {
      const name = targetName(target);
      const reason = `target ${name} of ${bundle.file ?? bundle.folder}:${target.origin.line}`;
      return { name, reason, unresolved: [notDeployed(target, wordsOf(target), bundle.name, place)], isNowhere: true };
    });
  if (deployed.length > 0 || own.length > 0) return { deployed, leftOut };
  const folder = overlayName(segments(bundle.folder))?.name ?? 'default';
  const untold = { name: folder, reason: `Fleet bundle in ${bundle.folder}, for which no target is named`, unresolved: [] };
  return { deployed: [untold], leftOut };
}

function draftOf(bundle: Bundle, target: Target, bundles: readonly Bundle[], inventory: Inventory): Draft {
  const { folder, file, gitRepo, options, missing, clone } = bundle;
  const namespace = gitRepo?.namespace ?? DEFAULT_NAMESPACE;
  const owner: ControllerRef = { kind: 'Bundle', apiVersion: 'fleet.cattle.io/v1alpha1', namespace, name: bundle.name };
  const chosen = optionsOf(options, target.customization);
  const kustomized = join(folder, text(chosen.kustomizeDir) ?? '.');
  const forced = text(at(gitRepo?.node, ['spec', 'targetNamespace']));
  const goesTo = forced ?? text(chosen.namespace) ?? text(chosen.defaultNamespace);
  const place = positionOf(options ?? gitRepo?.node, { file: file ?? gitRepo?.file ?? folder, line: 1, column: 1 });
  const ignored = ignoredDrift(options, target.customization, place.file);
  const fleet = {
    folder,
    ...(file === undefined ? {} : { file }),
    ...(target.customization === undefined ? {} : { customization: target.customization }),
    ...(gitRepo === undefined ? {} : { gitRepo: positionOf(undefined, gitRepo) }),
    ...(ignored.length === 0 ? {} : { ignored }),
  };
  return {
    kind: 'fleetBundle',
    name: bundle.name,
    ...(goesTo === undefined ? {} : { namespace: goesTo }),
    path: factsAt(kustomized, inventory).graph.has(kustomized) ? kustomized : folder,
    source: place,
    owner,
    dependsOn: dependencies(bundle, bundles).map((name) => ownerKey({ ...owner, name })),
    ...valuesSources(chosen, goesTo ?? 'default', place, inventory),
    ...(clone === undefined ? {} : { sourceReason: clone }),
    unresolved: [...target.unresolved, ...(missing === undefined ? [] : [missing])],
    ...(missing === undefined && target.isNowhere !== true ? {} : { isElsewhere: true }),
    // What no cluster gets, nothing renders.
    ...(target.isNowhere === true ? {} : { fleet }),
  };
}

/** By name, or by the labels that fleet.yaml gives a bundle. */
function dependencies({ name: own, options }: Bundle, bundles: readonly Bundle[]): readonly string[] {
  return items(child(options, 'dependsOn')).flatMap((item) => {
    const [name, selector] = [text(child(item, 'name')), child(item, 'selector')];
    if (name !== undefined) return [name];
    const selected = bundles.filter((each) => selector !== undefined && selectsLabels(selector, child(each.options, 'labels')));
    return selected.flatMap((each) => (each.name === own ? [] : [each.name]));
  });
}
