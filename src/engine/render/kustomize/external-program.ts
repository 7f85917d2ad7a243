// Generators and transformers that are programs of their own: container functions, exec functions and Go plugins, by the program that they would run.
import type { Failure, MapNode, Node, ScalarNode } from '../../model';
import { child, text } from '../../yaml/access';
import { readDocuments } from '../../yaml/read';
import { describe, type Resource } from './resource';
import { positionOf } from './scope';

/**
 * Why a plugin that is no built-in is not run, at the place that names its program.
 * Source of the places: kustomize `kyaml/fn/runtime/runtimeutil/functiontypes.go`, GetFunctionSpec.
 */
export function externalProgram({ id, node }: Resource): Failure {
  const subject = describe(id);
  const metadata = child(node, 'metadata');
  for (const { at, detail } of programs(metadata)) {
    if (at !== undefined) return { code: 'externalProgram', ...positionOf(at.origin), subject, detail };
  }
  return { code: 'externalProgram', ...positionOf(node.origin), subject, detail: `the plugin ${id.kind} of ${id.group || id.version}` };
}

interface Program {
  readonly at: Node | undefined;
  readonly detail: string;
}

const FUNCTION_ANNOTATIONS = ['config.kubernetes.io/function', 'config.k8s.io/function'];

function programs(metadata: Node | undefined): Program[] {
  const annotations = child(metadata, 'annotations');
  const specs = FUNCTION_ANNOTATIONS.map((name) => child(annotations, name)).flatMap((annotation) => {
    const spec = annotation?.kind === 'scalar' ? specOf(annotation) : undefined;
    return spec === undefined ? [] : programsOf(spec, annotation);
  });
  const own = child(metadata, 'configFn');
  const image = child(annotations, 'config.kubernetes.io/container');
  return [
    ...specs,
    ...(own?.kind === 'map' ? programsOf(own, own) : []),
    { at: image, detail: `the container function ${text(image) ?? ''}` },
  ];
}

function specOf(annotation: ScalarNode): MapNode | undefined {
  const [spec] = readDocuments(annotation.text, annotation.origin.file).documents;
  return spec?.kind === 'map' ? spec : undefined;
}

function programsOf(spec: MapNode, at: Node | undefined): Program[] {
  const image = text(child(child(spec, 'container'), 'image'));
  const path = text(child(child(spec, 'exec'), 'path'));
  const script = child(spec, 'starlark');
  return [
    ...(image === undefined ? [] : [{ at, detail: `the container function ${image}` }]),
    ...(path === undefined ? [] : [{ at, detail: `the exec function ${path}` }]),
    ...(script === undefined
      ? []
      : [{ at, detail: `the Starlark function ${text(child(script, 'path')) ?? text(child(script, 'url')) ?? ''}`.trimEnd() }]),
  ];
}
