// A source that Helm renders: `helm template` with the options of the Application. Source: argo-cd v3.2.6, `helmTemplate`.
import type { Failure, MapNode, Node } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { renderChart } from '../helm/render-chart';
import type { HelmRendered, HelmRequest } from '../helm/request';
import { followChart } from '../kustomize/remote/follow';
import { positionOf } from '../kustomize/scope';
import { substituteFor } from './environment';
import { parameterValues } from './helm-parameters';
import { inlineValues } from './helm-values';
import type { LocatedSource } from './sources';
import { valuesFiles } from './values-files';
import { absorb, refuse, type World } from './world';

export interface HelmObjects {
  readonly objects: readonly MapNode[];
  /** The merged values. */
  readonly values?: MapNode;
}

/** Hooks are among the objects: Argo CD takes what `helm template` prints. */
export function helmObjects(world: World, source: MapNode, place: LocatedSource): HelmObjects {
  const request = requestFor(world, source, place);
  if (request === undefined) return { objects: [] };
  // Where a chart lacks dependencies, Argo CD runs `helm dependency build`, and renders it then.
  const rendered = renderChart(request, world.files, world.cache.helm, {
    find: (reference) => followChart(world, { ...reference, chosenBy: 'dependency' }),
    lock: 'refused',
  });
  absorb(world, { ...rendered, failures: [...rendered.failures, ...notObjects(rendered)] }, child(source, 'helm') ?? source);
  for (const secret of rendered.secrets ?? []) world.notes.secrets.add(secret);
  const objects = [...rendered.objects, ...rendered.hooks].map(({ node }) => node);
  return rendered.values === undefined ? { objects } : { objects, values: rendered.values };
}

function requestFor(world: World, source: MapNode, place: LocatedSource): HelmRequest | undefined {
  const helm = child(source, 'helm');
  const version = child(helm, 'version');
  if (!['', 'v3'].includes(text(version) ?? '') && version !== undefined)
    return refuse(world, version, { code: 'invalidField', subject: 'spec.source.helm.version', detail: 'Argo CD knows v3' });
  const before = world.notes.failures.length;
  const substitute = substituteFor(world, source);
  const files = valuesFiles(
    world,
    place,
    items(child(helm, 'valueFiles')),
    text(child(helm, 'ignoreMissingValueFiles')) === 'true',
    substitute,
  );
  const values = [...files, ...inlineValues(world, helm), ...parameterValues(world, place, helm, substitute)];
  if (world.notes.failures.length > before || world.notes.needs.length > 0) return undefined;
  const kubeVersion = text(child(helm, 'kubeVersion')) || undefined;
  const apiVersions = items(child(helm, 'apiVersions')).flatMap((item) => text(item) ?? []);
  return {
    chart: { kind: 'path', path: place.path },
    release: { name: releaseName(world, helm), namespace: namespaceOf(world, helm) },
    values,
    helm: 3,
    earlier: 'v3.18.4',
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    apiVersions,
    ...(kubeVersion === undefined || apiVersions.length === 0 ? { asks: 'versions' } : {}),
    includeCrds: text(child(helm, 'skipCrds')) !== 'true',
    skipTests: text(child(helm, 'skipTests')) === 'true',
    skipSchemaValidation: text(child(helm, 'skipSchemaValidation')) === 'true',
  };
}

/** The Application's name without its namespace, unless another one is named. */
function releaseName({ application, app }: World, helm: Node | undefined): string {
  return text(child(helm, 'releaseName')) || (text(at(application, ['metadata', 'name'])) ?? app.owner?.name ?? '');
}

/** Helm's own where neither is named. */
function namespaceOf({ application }: World, helm: Node | undefined): string {
  return text(child(helm, 'namespace')) || text(at(application, ['spec', 'destination', 'namespace'])) || 'default';
}

/** Helm prints what is no object; Argo CD then refuses all of it. */
function notObjects({ warnings }: HelmRendered): readonly Failure[] {
  return warnings.flatMap(({ code, file, line, column, detail }) =>
    code === 'notAnObject'
      ? [{ code: 'objectInvalid', file, line, column, subject: 'kind', ...(detail === undefined ? {} : { detail }) }]
      : [],
  );
}

/** Options of Helm that change objects in a way that is not carried out. */
export function unsupportedHelmOptions(helm: Node | undefined): readonly Failure[] {
  if (helm?.kind !== 'map') return [];
  return helm.entries
    .filter(({ key }) => !OPTIONS.has(key))
    .map(({ key, value }) => ({ code: 'unsupported', ...positionOf(value.origin), subject: `spec.source.helm.${key}` }));
}

/** Source: argo-cd v3.2.6, `ApplicationSourceHelm`. */
const OPTIONS = new Set(
  (
    'valueFiles parameters releaseName values fileParameters version passCredentials ignoreMissingValueFiles skipCrds valuesObject ' +
    'namespace kubeVersion apiVersions skipTests skipSchemaValidation'
  ).split(' '),
);
