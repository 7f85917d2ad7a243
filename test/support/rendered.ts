// Rendered objects from YAML text, as a render gives them: for tests of what comes after rendering.
import type { App, AppComparison, Comparison, Failure, Rendered, RenderedObject } from '../../src/engine/model';
import { at, text } from '../../src/engine/yaml/access';
import { readDocuments } from '../../src/engine/yaml/read';

/** @param file what the origins name. */
export function renderedOf(yaml: string, failures: readonly Failure[] = [], file = 'app/objects.yaml'): Rendered {
  const read = readDocuments(yaml, file);
  if (read.failures.length > 0) throw new Error(`the test's own YAML is broken: ${JSON.stringify(read.failures)}`);
  const objects = read.documents.map((node): RenderedObject => {
    if (node.kind !== 'map') throw new Error("the test's own YAML holds something that is no object");
    const field = (...path: string[]) => text(at(node, path)) ?? '';
    const namespace = field('metadata', 'namespace');
    const ref = { apiVersion: field('apiVersion'), kind: field('kind'), name: field('metadata', 'name') };
    return { node, ref: namespace === '' ? ref : { ...ref, namespace } };
  });
  return { objects, failures, warnings: [], needs: [], reads: [file] };
}

/** An overlay that nothing owns, unless `fields` says otherwise. */
export function appOf(fields: Partial<App> = {}): App {
  return {
    app: 'shop',
    path: 'app',
    kind: 'kustomization',
    source: { file: 'app/kustomization.yaml', line: 1, column: 1 },
    dependsOn: [],
    versions: [],
    unresolved: [],
    ...fields,
  };
}

/** An app of the Flux Kustomization `flux-system/shop`. */
export function fluxAppOf(name = 'shop'): App {
  const owner = { kind: 'Kustomization', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', namespace: 'flux-system', name } as const;
  return appOf({ app: name, kind: 'fluxKustomization', owner });
}

/** The comparison of one object; fails where there is none. */
export function comparisonOf(result: AppComparison, name: string): Comparison {
  const found = result.comparisons.filter((comparison) => `${comparison.ref.kind}/${comparison.ref.name}` === name);
  const [comparison] = found;
  if (comparison === undefined || found.length > 1) throw new Error(`expected one comparison of ${name}, got ${found.length}`);
  return comparison;
}
