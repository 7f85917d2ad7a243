// Reads a field's path as people type it, and finds the list items that it selects by a key.
import type { Node, Path } from '../engine/model';
import { at, child, items, text } from '../engine/yaml/access';
import { usage } from './invocation';

export type Step = string | number | { readonly key: string; readonly value: string };

const TOKEN = /\.?([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[([^=[\]"]+)=([^\]]*)\]/y;

/**
 * `spec.containers[0].image`, `spec.containers[name=web]`, `metadata.labels["a.b/c"]`.
 * @throws Stop, with `usage`, where the path cannot be read.
 */
export function parsePath(path: string): readonly Step[] {
  const steps: Step[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < path.length) {
    const offset = TOKEN.lastIndex;
    const token = TOKEN.exec(path);
    if (token === null) throw usage(`The path “${path}” cannot be read from “${path.slice(offset)}” on.`);
    const [, name, index, quoted, key, value] = token;
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(quoted.replace(/\\(.)/g, '$1'));
    else steps.push({ key: key ?? '', value: value ?? '' });
  }
  return steps;
}

/** The path with each selection replaced by the index that it means in `node`; an index of -1 where nothing is selected. */
export function resolvePath(steps: readonly Step[], node: Node): Path {
  const path: (string | number)[] = [];
  for (const step of steps) {
    if (typeof step === 'object') path.push(items(at(node, path)).findIndex((item) => text(child(item, step.key)) === step.value));
    else path.push(step);
  }
  return path;
}
