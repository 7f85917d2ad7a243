// Discovery, renders and findings of one working tree, each kept until something that it read has changed.
import { findPlainSecrets } from '../engine/check/secrets';
import { createDiscoveryCache } from '../engine/discover/discover';
import type { App, Discovery, Finding, Rendered } from '../engine/model';
import { discoverFleet, renderApp } from '../engine/pipeline';
import type { Files } from '../engine/ports';
import { createBuildCache } from '../engine/render/kustomize/build';
import { findApps, nothingRendered } from './find';
import { type Held, hold, recording, stillStands, suspectIfReads } from './held';

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
  let discovered: Held<Discovery> | undefined;

  const discovery = (): Held<Discovery> => {
    if (discovered !== undefined && stillStands(discovered, files)) return discovered;
    const reads = new Set<string>();
    discovered = hold(discoverFleet(recording(files, reads), parsed), reads, files);
    return discovered;
  };

  const render = (environment: string, name: string): Rendered => {
    const found = findApps(discovery().value, environment, name);
    const [app] = found.kind === 'answer' ? found.value : [];
    if (found.kind === 'failed' || app === undefined)
      return nothingRendered(found.kind === 'failed' ? found.reason : { code: 'noSuchApp' });
    const key = `${environment}\n${name}`;
    const signature = JSON.stringify(app);
    const known = renders.get(key);
    if (known !== undefined && known.signature === signature && stillStands(known, files)) return known.value;
    const rendered = renderApp(app, files, cache);
    renders.set(key, { ...hold(rendered, rendered.reads, files), signature });
    return rendered;
  };

  return {
    discovery: () => discovery().value,
    render,
    *renders() {
      for (const held of renders.values()) yield held.value;
    },
    renderOver: (app, others) => renderApp(app, others, others === files ? cache : createBuildCache()),
    findings: () => manifestsOf(discovery().stamps.keys(), files).flatMap((path) => findingsOf(path, files, findings)),
    changed(paths) {
      if (discovered !== undefined) suspectIfReads(discovered, paths);
      for (const [key, held] of renders) {
        suspectIfReads(held, paths);
        // Whatever it depends on, it does not say.
        if (held.stamps.size === 0) renders.delete(key);
      }
      for (const held of findings.values()) suspectIfReads(held, paths);
    },
  };
}

/** Every YAML or JSON file in the folders that discovery looked through. */
function manifestsOf(reads: Iterable<string>, files: Files): readonly string[] {
  const paths = new Set<string>();
  for (const path of reads) {
    const listed = path.endsWith('/') ? files.list(path.slice(0, -1)) : undefined;
    for (const entry of listed?.kind === 'directory' ? listed.entries : []) {
      if (entry.kind === 'file' && /(\.ya?ml|\.json|^Kustomization)$/.test(entry.name))
        paths.add(path === './' ? entry.name : `${path}${entry.name}`);
    }
  }
  return [...paths].sort();
}

/** One file at a time, so that an edit checks one file again. */
function findingsOf(path: string, files: Files, held: Map<string, Held<readonly Finding[]>>): readonly Finding[] {
  const known = held.get(path);
  if (known !== undefined && stillStands(known, files)) return known.value;
  const reads = new Set([path]);
  const found = findPlainSecrets(recording(files, reads), [path]);
  held.set(path, hold(found, reads, files));
  return found;
}
