// Rendered objects as masked text, with the origin of each line.
import { type EmittedLine, type Finding, findingKey, type Node, type ObjectRef, type Rendered } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';
import { emitSteps } from '../engine/yaml/emit';
import type { Preview } from './api';

/**
 * @returns a function that writes a render once, object by object, and answers from memory as long as the render is the same. What one caller left half
 *   written, the next one goes on with.
 */
export function createPreviews(mask: Mask): (renders: readonly Rendered[]) => Generator<void, Preview> {
  const written = new WeakMap<Rendered, Preview>();
  const begun = new WeakMap<Rendered, Generator<void>>();
  const together = new WeakMap<Preview, Joined>();
  function* write(rendered: Rendered): Generator<void> {
    try {
      const emitted = yield* emitSteps(masked(rendered, mask));
      written.set(rendered, { ...emitted, rendered, refs: rendered.objects.map((object) => object.ref) });
    } finally {
      begun.delete(rendered);
    }
  }
  function* previewOf(rendered: Rendered): Generator<void, Preview> {
    for (;;) {
      const known = written.get(rendered);
      if (known !== undefined) return known;
      const steps = begun.get(rendered) ?? write(rendered);
      begun.set(rendered, steps);
      if (steps.next().done !== true) yield;
    }
  }
  return function* (renders) {
    const previews: Preview[] = [];
    for (const rendered of renders) previews.push(yield* previewOf(rendered));
    const [first] = previews;
    if (first !== undefined && previews.length === 1) return first;
    const known = first && together.get(first);
    if (known !== undefined && isSame(known.previews, previews)) return known.preview;
    const preview = yield* joined(previews);
    if (first !== undefined) together.set(first, { previews, preview });
    return preview;
  };
}

/** Previews as one; held as long as the first of them is. */
interface Joined {
  readonly previews: readonly Preview[];
  readonly preview: Preview;
}

function isSame(some: readonly Preview[], others: readonly Preview[]): boolean {
  return some.length === others.length && some.every((preview, index) => preview === others[index]);
}

function* masked({ objects }: Rendered, mask: Mask): Generator<Node> {
  for (const { node } of objects) yield mask.node(node);
}

/** Some objects of a preview, one below the other. Each line keeps its origin. */
export function objectsPreview(preview: Preview, refs: readonly ObjectRef[]): Preview {
  const found = refs.map((ref) => objectPreview(preview, ref)).filter(({ text }) => text !== '');
  const lines = found.flatMap((object, index) => (index === 0 ? object.lines : [undefined, ...object.lines]));
  return { ...preview, text: found.map(({ text }) => text).join('---\n'), lines };
}

/** One object of a preview; empty where the preview has no such object. Each line keeps its origin. */
export function objectPreview(preview: Preview, ref: ObjectRef): Preview {
  const wanted = objectKey(ref);
  const index = preview.refs.findIndex((candidate) => objectKey(candidate) === wanted);
  const first = preview.lines.findIndex((line) => line?.object === index);
  if (index === -1 || first === -1) return { ...preview, text: '', lines: [] };
  const end = preview.lines.findIndex((line, at) => at > first && line?.object !== index);
  const lines = preview.lines.slice(first, end === -1 ? undefined : end);
  const text = preview.text.split('\n').slice(first, first + lines.length);
  return { ...preview, text: text.map((line) => `${line}\n`).join(''), lines };
}

function objectKey({ apiVersion, kind, namespace = '', name }: ObjectRef): string {
  return [apiVersion, kind, namespace, name].join(' ');
}

function* joined(previews: readonly Preview[]): Generator<void, Preview> {
  const texts: string[] = [];
  const lines: (EmittedLine | undefined)[] = [];
  const refs: ObjectRef[] = [];
  for (const preview of previews.filter(({ text }) => text !== '')) {
    if (texts.length > 0) lines.push(undefined);
    const offset = refs.length;
    const count = preview.text.split('\n').length - 1;
    for (let index = 0; index < count; index++) {
      const line = preview.lines[index];
      lines.push(line && { object: line.object + offset, path: line.path, origin: line.origin });
    }
    texts.push(preview.text);
    refs.push(...preview.refs);
    yield;
  }
  return { text: texts.join('---\n'), lines, refs, rendered: merged(previews.map((preview) => preview.rendered)) };
}

/** A line that several apps share is of use where one of them uses it. */
function uncontradicted(renders: readonly Rendered[]): readonly Finding[] {
  const used = new Set(renders.flatMap(({ contradicts }) => [...(contradicts ?? [])]));
  const warnings = renders.flatMap((rendered) => rendered.warnings);
  return warnings.filter((finding) => !used.has(findingKey(finding.code, finding)));
}

function merged(renders: readonly Rendered[]): Rendered {
  return {
    objects: renders.flatMap((rendered) => rendered.objects),
    failures: renders.flatMap((rendered) => rendered.failures),
    warnings: uncontradicted(renders),
    contradicts: new Set(renders.flatMap((rendered) => [...(rendered.contradicts ?? [])])),
    needs: renders.flatMap((rendered) => rendered.needs),
    reads: readsOf(renders),
  };
}

/** Apps of one parent all name what it reads: too much to be listed more than once. */
function readsOf(renders: readonly Rendered[]): readonly string[] {
  const all = new Set<string>();
  for (const { reads } of renders) for (const path of reads) all.add(path);
  return [...all];
}
