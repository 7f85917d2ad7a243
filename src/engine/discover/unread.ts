// Which files that could not be read may define further apps of an environment.
import type { Failure } from '../model';
import { takesFileIn } from './clone-trees';
import { type Draft, type EnvironmentDraft, rendersItsFolder } from './draft';
import type { Inventory } from './inventory';
import { isWithin, parentOf } from './paths';

/**
 * Failures of files in the folders of the environment's entry points, which nothing in the repository applies and somebody applies by hand.
 * A file that an app takes in is left out, for its render fails as well; so is one that a kustomization file beside it does not name.
 */
export function unreadBeside({ apps }: EnvironmentDraft, inventory: Inventory): readonly Failure[] {
  const roots = apps.filter(({ object, parent }) => object !== undefined && parent === undefined);
  const folders = new Set(roots.map(({ source }) => parentOf(source.file)));
  const failures = [...inventory.tree.failures, ...inventory.sources.failures];
  return failures.filter(({ file }) => {
    if (file === undefined || apps.some((app) => takesIn(app, file, inventory))) return false;
    return [...folders].some((folder) => isBeside(file, folder) && !isLeftOut(file, folder, inventory));
  });
}

/** Whether a file stands in the folders that an app renders. A HelmRelease only stands in its folder. */
export function takesIn(app: Draft, file: string, inventory: Inventory): boolean {
  const { kind, path } = app;
  return kind !== 'helmRelease' && rendersItsFolder(app) && takesFileIn(path, file, inventory);
}

/** All of a repository lies below its root, so there only what lies in the root itself counts. */
function isBeside(file: string, folder: string): boolean {
  return folder === '.' ? parentOf(file) === '.' : isWithin(file, folder);
}

function isLeftOut(file: string, folder: string, inventory: Inventory): boolean {
  return inventory.graph.has(folder) && !inventory.reachOf(folder).files.has(file);
}
