// Discovery, renders and findings of one working tree, each kept until something that it read has changed.
import { findOpenProjects } from '../engine/check/app-projects';
import { findIdleMarkers } from '../engine/check/image-markers';
import { createLedger } from '../engine/check/ledger';
import { findPlainSecrets } from '../engine/check/secrets';
import { atKeys } from '../engine/check/value-keys';
import { createDiscoveryCache } from '../engine/discover/discover';
import { isSameBranch } from '../engine/discover/branch/followed';
import { once } from '../engine/discover/once';
import { join } from '../engine/discover/paths';
import type { Tree } from '../engine/discover/tree';
import {
  type App,
  type BranchesRead,
  type Discovery,
  type Failure,
  type Finding,
  type FollowedBranch,
  nothingRendered,
  type Rendered,
} from '../engine/model';
import { discoverFleet, renderTarget, walkFleet } from '../engine/pipeline';
import type { Files, LongRenders, RenderTarget } from '../engine/ports';
import { type BuildCache, createBuildCache, tidy } from '../engine/render/kustomize/build';
import { questionText } from '../engine/model/cluster-question';
import type { LoneFolder } from './api';
import { createBranchDiscovery, NOTHING_OUTSIDE, type Outside } from './branches';
import { openQuestions } from './cluster-answers';
import type { Basis, Connections } from './connections';
import { findApps } from './find';
import { createHandedOver, IN_DISCOVERY, IN_PLACE, isLong, renderWhole } from './handed-over';
import { run } from '../engine/steps';
import { type Held, hold, holdWith, look, recording, type Stamps, stillStands, suspectIfReads, touchedBy } from './held';

export interface Sources {
  discovery(): Discovery;
  findings(): readonly Finding[];
  /** The same in small steps, for whoever must not be held up: each one renders an app, or reads a file, if need be. */
  findingSteps(): Generator<void, readonly Finding[]>;
  loneFolders(): readonly LoneFolder[];
  render(environment: string, app: string): Rendered;
  /** The latest render of each app that was asked for. */
  renders(): Iterable<Rendered>;
  /**
   * Renders over any files, such as the tree after a promotion; nothing of it is kept.
   * @param seen takes in what the render looks at.
   * @throws CancelledError when the signal aborts.
   */
  renderOver(app: App, files: Files, signal: AbortSignal, seen?: Stamps): Promise<Rendered>;
  changed(paths: readonly string[]): void;
  /** Settles when no render is on its way from another thread. @throws CancelledError when the signal aborts. */
  settled(signal: AbortSignal): Promise<void>;
}

interface HeldRender extends Held<Rendered> {
  /** The app as it was. */
  readonly signature: string;
  /** What it was made over. */
  readonly files: Files;
}

/** Where renders go that take long. Without it all are made in place. */
export interface Elsewhere {
  readonly port: LongRenders;
  /** Told when a render has come. */
  readonly onArrival: () => void;
}

/**
 * @param files which forget a path before `changed` is told of it.
 * @param outside asked at each discovery.
 * @param connections of environments whose charts are told what a cluster answered.
 */
export function createSources(
  files: Files,
  outside: Outside = NOTHING_OUTSIDE,
  elsewhere?: Elsewhere,
  connections?: Pick<Connections, 'basisOf'>,
): Sources {
  const restraint = elsewhere && { allowance: IN_PLACE };
  const cache = createBuildCache(restraint);
  /** Trees of branches name their files as the working tree does. */
  const branchCaches = new Map<string, BuildCache>();
  const handedOver = elsewhere && createHandedOver(elsewhere.port);
  const discoverBranches = createBranchDiscovery(files, elsewhere && { allowance: IN_DISCOVERY });
  const parsed = createDiscoveryCache();
  const renders = new Map<string, HeldRender>();
  const findings = new Map<string, Held<readonly Finding[]>>();
  const ledger = createLedger();
  let walked: Held<Tree> | undefined;
  let discovered: (Held<Discovery> & { readonly tree: Tree; readonly told: readonly [string | undefined, BranchesRead] }) | undefined;

  /** Held apart from the discovery: most edits change what is in a file, and no folder. */
  const tree = (): Tree => {
    if (walked !== undefined && stillStands(walked, files)) return walked.value;
    const stamps: Stamps = new Map();
    walked = holdWith(walkFleet(recording(files, stamps)), stamps);
    return walked.value;
  };

  const discovery = (): Discovery => {
    const current = tree();
    const [setting, branches] = [outside.setting(), outside.branches()];
    if (discovered?.tree === current && isTold(discovered.told, setting, branches) && stillStands(discovered, files))
      return discovered.value;
    const stamps: Stamps = new Map();
    const { environments, failures, followed, asked } = discoverBranches(branches);
    for (const [path, answer] of asked) stamps.set(path, answer);
    const surroundings = { setting, branches: environments, current: branches.current };
    const found = discoverFleet(recording(files, stamps), parsed, current, surroundings, elsewhere && { allowance: IN_DISCOVERY }, cache);
    const rules = { ...found.branches, followed: distinct([...found.branches.followed, ...followed]) };
    const all = { ...found, branches: rules, failures: [...found.failures, ...failures] };
    discovered = { ...holdWith(all, stamps), tree: current, told: [setting, branches] };
    letGo(discovered.value);
    return discovered.value;
  };

  /** Apps and folders that are gone are never asked for again. */
  const letGo = ({ environments, kustomizations }: Discovery): void => {
    const keys = new Set(environments.flatMap(({ name, apps }) => apps.map(({ app }) => `${name}\n${app}`)));
    for (const { path } of kustomizations) keys.add(path);
    for (const key of renders.keys()) if (!keys.has(key)) renders.delete(key);
    const trees = new Set(environments.flatMap(({ apps }) => apps.map(({ tree: folder }) => folder)));
    for (const folder of branchCaches.keys()) if (!trees.has(folder)) branchCaches.delete(folder);
    handedOver?.drop((key) => !renders.has(key));
    tidy(cache, files);
  };

  const render = (environment: string, name: string): Rendered => {
    const found = findApps(discovery(), environment, name);
    const [app] = found.kind === 'answer' ? found.value : [];
    if (found.kind === 'failed' || app === undefined)
      return nothingRendered([found.kind === 'failed' ? found.reason : { code: 'noSuchApp', subject: name }]);
    return held(
      `${environment}\n${name}`,
      JSON.stringify(app),
      { kind: 'app', app },
      connections?.basisOf(environment, name, files) ?? { files, cache: cacheOf(app) },
    );
  };

  const cacheOf = ({ tree: folder }: App): BuildCache => {
    if (folder === undefined) return cache;
    const known = branchCaches.get(folder) ?? createBuildCache(restraint);
    branchCaches.set(folder, known);
    return known;
  };

  const held = (key: string, signature: string, target: RenderTarget, basis: Basis): Rendered => {
    const known = renders.get(key);
    const { files: over, cache: used } = basis;
    if (known?.signature === signature && known.files === over && stillStands(known, over)) return known.value;
    const inputs: Stamps = new Map();
    const attempt = sayingWhatIsOpen(renderTarget(target, handedOver === undefined ? over : recording(over, inputs), used));
    const keep = (rendered: Rendered): HeldRender => ({ ...hold(rendered, rendered.reads, over), signature, files: over });
    if (handedOver === undefined || !isLong(attempt)) {
      renders.set(key, keep(attempt));
      return attempt;
    }
    const awaited = keep(handedOver.pending(attempt));
    renders.set(key, awaited);
    const onRendered = (rendered: Rendered): void => {
      // Of sources that have changed since, it is of no use; whoever asks next starts it again.
      if (letGoIfStale(key, awaited)) return;
      renders.set(key, keep(sayingWhatIsOpen(rendered)));
      elsewhere?.onArrival();
    };
    handedOver.start(key, { tree: used, target, files: over, attempt, inputs, onRendered });
    return awaited.value;
  };

  /** A render on its way that a source has overtaken would never come: it is asked for anew. @returns whether it is that. */
  const letGoIfStale = (key: string, awaited: HeldRender | undefined): boolean => {
    if (awaited !== undefined && renders.get(key) === awaited && stillStands(awaited, awaited.files)) return false;
    if (renders.get(key) === awaited) renders.delete(key);
    return true;
  };

  /** What is held of an app as it is; undefined while it is on its way. */
  const wholeRender = (app: App): Rendered | undefined => {
    const signature = JSON.stringify(app);
    const held = [...renders.values()].find((each) => each.signature === signature && each.files === files && stillStands(each, files));
    return held === undefined || isLong(held.value) ? undefined : held.value;
  };

  function* loneFolders(): Generator<LoneFolder> {
    const { environments, kustomizations } = discovery();
    for (const path of pathsOfNone(environments, kustomizations)) {
      yield { path, rendered: held(path, '', { kind: 'folder', path }, { files, cache }) };
    }
  }

  /** Every app, and every folder that no app and no other folder builds: a line that they share is of use where one of them uses it. */
  function* findingSteps(): Generator<void, readonly Finding[]> {
    const { environments, failures } = discovery();
    const keys = new Set<string>();
    const enter = (key: string, rendered: Rendered): void => {
      keys.add(key);
      ledger.set(key, rendered);
    };
    for (const { name, apps } of environments) {
      for (const { app } of apps) {
        enter(`${name}\n${app}`, render(name, app));
        yield;
      }
    }
    for (const { path, rendered } of loneFolders()) {
      enter(path, rendered);
      yield;
    }
    ledger.retain(keys);
    const perFile: Finding[] = [];
    const isTooMuch = failures.some(({ code, file }) => code === 'treeTooLarge' && file === '.');
    const manifests = new Set(isTooMuch ? [] : manifestsOf(tree()));
    for (const path of findings.keys()) if (!manifests.has(path)) findings.delete(path);
    for (const path of manifests) {
      perFile.push(...findingsOf(path, files, findings));
      yield;
    }
    const idle = findIdleMarkers(discovery().imageAutomation);
    return [...perFile, ...idle, ...findOpenProjects(environments), ...atKeys(ledger.findings(), files)].sort(byPosition);
  }

  return {
    discovery,
    loneFolders: () => [...loneFolders()],
    render,
    *renders() {
      for (const held of renders.values()) yield held.value;
    },
    async renderOver(app, others, signal, seen = new Map()) {
      const known = others === files ? wholeRender(app) : undefined;
      for (const path of known?.reads ?? []) seen.set(path, look(path, others));
      if (known !== undefined) return known;
      const used = others === files ? cacheOf(app) : createBuildCache(restraint);
      return renderWhole({ kind: 'app', app }, others, { signal, port: elsewhere?.port, cache: used, seen });
    },
    findingSteps,
    findings: () => run(findingSteps()),
    changed(paths) {
      const touched = touchedBy(paths);
      for (const held of [walked, discovered]) if (held !== undefined) suspectIfReads(held, touched);
      for (const [key, held] of renders) {
        suspectIfReads(held, touched);
        // Whatever it depends on, it does not say.
        if (held.stamps.size === 0) renders.delete(key);
      }
      for (const held of findings.values()) suspectIfReads(held, touched);
      handedOver?.drop((key) => letGoIfStale(key, renders.get(key)));
    },
    settled: async (signal) => handedOver?.settled(signal),
  };
}

/** What a cluster was not asked yet is missing from a render, whatever it is for. */
function sayingWhatIsOpen(rendered: Rendered): Rendered {
  const isSaid = rendered.failures.some(({ code }) => code === 'notAsked');
  const open = isSaid ? [] : openQuestions([rendered]).map((path): Failure => ({ code: 'notAsked', subject: questionText(path) }));
  return open.length === 0 ? rendered : { ...rendered, failures: [...rendered.failures, ...open] };
}

function distinct(branches: readonly FollowedBranch[]): readonly FollowedBranch[] {
  return branches.filter((branch, index) => branches.findIndex((other) => isSameBranch(other, branch)) === index);
}

function isTold(told: readonly [string | undefined, BranchesRead], setting: string | undefined, branches: BranchesRead): boolean {
  return told[0] === setting && told[1] === branches;
}

/** Folders that are built only when somebody builds them. */
function pathsOfNone(environments: Discovery['environments'], kustomizations: Discovery['kustomizations']): readonly string[] {
  const built = new Set(environments.flatMap(({ apps }) => apps.map(({ path }) => path)));
  for (const { bases } of kustomizations) for (const base of bases) built.add(base);
  return kustomizations
    .filter(({ path, isComponent, isCopied }) => !isComponent && isCopied === undefined && !built.has(path))
    .map(({ path }) => path);
}

function byPosition(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1);
}

/** Every YAML or JSON file in the folders that discovery looks through. */
const manifestsOf = once(({ folders }: Tree): readonly string[] => {
  const paths: string[] = [];
  for (const [folder, entries] of folders) {
    for (const { name, kind } of entries) {
      if (kind === 'file' && /(\.ya?ml|\.json|^Kustomization)$/.test(name)) paths.push(join(folder, name));
    }
  }
  return paths.sort();
});

/** One file at a time, so that an edit checks one file again. */
function findingsOf(path: string, files: Files, held: Map<string, Held<readonly Finding[]>>): readonly Finding[] {
  const known = held.get(path);
  if (known !== undefined && stillStands(known, files)) return known.value;
  const stamps: Stamps = new Map();
  const found = findPlainSecrets(recording(files, stamps), [path]);
  held.set(path, holdWith(found, stamps));
  return found;
}
