// Random trees of one or two features each, in their odd and malformed forms: those on which kustomize's own cases are thin.
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { FEATURES } from './feature-fields';
import { breakage, rarely } from './random-further-fields';
import { OBJECTS } from './feature-objects';
import type { Feature } from './feature-parts';
import type { Tree } from './random-trees';

const layer = fc.array(fc.oneof(...FEATURES), { minLength: 0, maxLength: 2 }).map((features): Feature => {
  const fields: Record<string, unknown> = {};
  for (const feature of features) {
    for (const [name, value] of Object.entries(feature.fields)) fields[name] = joined(fields[name], value);
  }
  return { fields, files: Object.assign({}, ...features.map(({ files }) => files ?? {})) };
});

/** A base, maybe a component, and an overlay; where a layer is broken, it is so in one place. */
export const featureTree: fc.Arbitrary<Tree> = fc
  .record({
    objects: fc.uniqueArray(fc.constantFrom(...OBJECTS), { minLength: 1, maxLength: 4 }),
    base: layer,
    component: rarely(layer, 3),
    overlay: layer,
    broken: rarely(fc.record({ at: fc.nat(), how: breakage }), 10),
  })
  .map(({ objects, base, component, overlay, broken }) => {
    const files: Record<string, string | Uint8Array> = { 'base/objects.yaml': objects.join('---\n') };
    const add = (folder: string, { fields, files: beside }: Feature, head: Readonly<Record<string, unknown>>) => {
      const all: Record<string, unknown> = { ...head };
      for (const [name, value] of Object.entries(fields)) all[name] = joined(all[name], value);
      files[`${folder}/kustomization.yaml`] = stringify(all);
      for (const [name, content] of Object.entries(beside ?? {})) files[`${folder}/${name}`] = content;
    };
    add('base', base, { resources: ['objects.yaml'] });
    if (component !== undefined) add('component', component, { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' });
    add('overlay', overlay, { resources: ['../base'], ...(component && { components: ['../component'] }) });
    if (broken === undefined) return files;
    const paths = Object.keys(files);
    const path = paths[broken.at % paths.length] as string;
    const content = files[path];
    return typeof content === 'string' ? { ...files, [path]: broken.how(content) } : files;
  });

/** Lists go on; of anything else the later one stays. */
function joined(before: unknown, value: unknown): unknown {
  return Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
}
