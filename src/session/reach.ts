// What a source line reaches in every environment, from the renders that the session holds.
import type { AppReach, FieldPlace, FieldReach, Reach, ReachedField, Rendered, SourcePlace, UndecidedField } from '../engine/model';
import { renderFailures } from '../engine/compare/renders';
import type { Mask } from '../engine/normalise/mask';
import type { Files } from '../engine/ports';
import { reachOf } from '../engine/render/reach';
import { aroundPlace } from '../engine/render/reach-around';
import { undecidedBy } from '../engine/render/reach-undecided';
import { at } from '../engine/yaml/access';
import type { Preview, ReachScope } from './api';
import type { Sources } from './sources';
import { run } from '../engine/steps';

export interface ReachParts {
  readonly sources: Sources;
  readonly files: Files;
  readonly mask: Mask;
}

/** Renders what is not current, and nothing else. */
export function reachIn(parts: ReachParts, place: SourcePlace, scope: ReachScope = {}): Reach {
  return run(reachSteps(parts, place, scope));
}

/** The same in small steps, one for each app that is rendered, between which the caller may do other things or leave. */
export function* reachSteps({ sources, files, mask }: ReachParts, place: SourcePlace, scope: ReachScope = {}): Generator<void, Reach> {
  const apps = yield* appsIn(sources, scope);
  const reached = reachOf(
    apps.map(({ rendered }) => rendered),
    place,
    aroundPlace(files, place),
  );
  const undecided = apps.flatMap(({ environment, app, rendered }) => {
    const fields = undecidedBy(rendered, place, reached.get(rendered) ?? []);
    return fields.length === 0 ? [] : [{ environment, app, fields: fields.map((field) => named(field, rendered, mask)) }];
  });
  const found = apps.flatMap(({ environment, app, rendered }): AppReach[] => {
    const fields = reached.get(rendered);
    return fields === undefined ? [] : [{ environment, app, fields: fields.map((field) => shown(field, rendered, mask)) }];
  });
  const incomplete = apps.flatMap(({ environment, app, rendered }) => {
    const failures = renderFailures(rendered);
    return failures.length === 0 ? [] : [{ environment, app, failures }];
  });
  return { place, apps: found, undecided, incomplete };
}

/** The line (from 0) of an app's preview in which a field begins; for a whole object, its first. Undefined where the preview does not show it. */
export function previewLine({ lines }: Preview, { object, path }: Pick<FieldReach, 'object' | 'path'>): number | undefined {
  const index = lines.findIndex(
    (line) => line !== undefined && line.object === object && path.every((step, depth) => line.path[depth] === step),
  );
  return index === -1 ? undefined : index;
}

interface RenderedApp {
  readonly environment: string;
  readonly app: string;
  readonly rendered: Rendered;
}

function* appsIn(sources: Sources, { environment, app }: ReachScope): Generator<void, readonly RenderedApp[]> {
  const found: RenderedApp[] = [];
  for (const { name, apps } of sources.discovery().environments) {
    if (environment !== undefined && name !== environment) continue;
    for (const one of apps) {
      if (app !== undefined && one.app !== app) continue;
      found.push({ environment: name, app: one.app, rendered: sources.render(name, one.app) });
      yield;
    }
  }
  return found;
}

function shown(field: FieldReach, rendered: Rendered, mask: Mask): ReachedField {
  const object = rendered.objects[field.object] as Rendered['objects'][number];
  const value = at(maskedNode(object, mask), field.path);
  return { ...field, ref: mask.ref(object.ref), ...(value?.kind === 'scalar' ? { value: value.text } : {}) };
}

function named(field: FieldPlace, rendered: Rendered, mask: Mask): UndecidedField {
  const { node, ref } = rendered.objects[field.object] as Rendered['objects'][number];
  mask.names(node);
  return { ...field, ref: mask.ref(ref) };
}

const MASKED = new WeakMap<Rendered['objects'][number], ReturnType<Mask['node']>>();

function maskedNode(object: Rendered['objects'][number], mask: Mask): ReturnType<Mask['node']> {
  const known = MASKED.get(object) ?? mask.node(object.node);
  MASKED.set(object, known);
  return known;
}
