// Discovery, renders and findings of one working tree, each kept until something that it read has changed.
import { findPlainSecrets } from '../engine/check/secrets';
import { createDiscoveryCache } from '../engine/discover/discover';
import { once } from '../engine/discover/once';
import { join } from '../engine/discover/paths';
import type { Tree } from '../engine/discover/tree';
import { type App, type Discovery, type Finding, nothingRendered, type Rendered } from '../engine/model';
import { discoverFleet, renderApp, walkFleet } from '../engine/pipeline';
import type { Files } from '../engine/ports';
import { createBuildCache } from '../engine/render/kustomize/build';
import { findApps } from './find';
import { type Held, hold, holdWith, recording, type Stamps, stillStands, suspectIfReads, touchedBy } from './held';

export interface Sources {
  discovery(): Discovery;
  findings(): readonly Finding[];
  render(environment: string, app: string): Rendered;
  /** The latest render of each app that was asked for. */
  renders(): Iterable<Rendered>;
  /** Renders over other files, such as the tree after a promotion; nothing of it is kept. */
  renderOver(app: App, files: Files): Rendered;
  changed(paths: readonly string[]): void;
}

/** @param files which forget a path before `changed` is told of it. */
export function createSources(files: Files): Sources {
  const cache = createBuildCache();
  const parsed = createDiscoveryCache();
  const renders = new Map<string, Held<Rendered> & { readonly signature: string }>();
  const findings = new Map<string, Held<readonly Finding[]>>();
  let walked: Held<Tree> | undefined;
  let discovered: (Held<Discovery> & { readonly tree: Tree }) | undefined;

  /** Held apart from the discovery: most edits change what is in a file, and no folder. */
  const tree = (): Tree => {
    if (walked !== undefined && stillStands(walked, files)) return walked.value;
    const stamps: Stamps = new Map();
    walked = holdWith(walkFleet(recording(files, stamps)), stamps);
    return walked.value;
  };

  const discovery = (): Discovery => {
    const current = tree();
    if (discovered?.tree === current && stillStands(discovered, files)) return discovered.value;
    const stamps: Stamps = new Map();
    discovered = { ...holdWith(discoverFleet(recording(files, stamps), parsed, current), stamps), tree: current };
    return discovered.value;
  };

  const render = (environment: string, name: string): Rendered => {
    const found = findApps(discovery(), environment, name);
    const [app] = found.kind === 'answer' ? found.value : [];
    if (found.kind === 'failed' || app === undefined)
      return nothingRendered([found.kind === 'failed' ? found.reason : { code: 'noSuchApp', subject: name }]);
    const key = `${environment}\n${name}`;
    const signature = JSON.stringify(app);
    const known = renders.get(key);
    if (known !== undefined && known.signature === signature && stillStands(known, files)) return known.value;
    const rendered = renderApp(app, files, cache);
    renders.set(key, { ...hold(rendered, rendered.reads, files), signature });
    return rendered;
  };

  return {
    discovery,
    render,
    *renders() {
      for (const held of renders.values()) yield held.value;
    },
    renderOver: (app, others) => renderApp(app, others, others === files ? cache : createBuildCache()),
    findings: () => manifestsOf(tree()).flatMap((path) => findingsOf(path, files, findings)),
    changed(paths) {
      const touched = touchedBy(paths);
      for (const held of [walked, discovered]) if (held !== undefined) suspectIfReads(held, touched);
      for (const [key, held] of renders) {
        suspectIfReads(held, touched);
        // Whatever it depends on, it does not say.
        if (held.stamps.size === 0) renders.delete(key);
      }
      for (const held of findings.values()) suspectIfReads(held, touched);
    },
  };
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
