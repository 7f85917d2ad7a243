// What `helm template` prints: each manifest under the name of its template.
import type { ChartFile } from '../chart/chart-file';
import type { ChartInstance } from '../values/instance';
import { fullPath } from '../values/instance';
import type { Hook, Manifest } from './manifests';

export interface Printed {
  readonly crds: readonly Crd[];
  readonly manifests: readonly Manifest[];
  readonly hooks: readonly Hook[];
}

/** A file below crds/ of a chart or of one of its dependencies. */
export interface Crd {
  readonly name: string;
  readonly file: ChartFile;
}

/** Source: `renderResources` of Helm's actions, and its command `template`. */
export function printManifests({ crds, manifests, hooks }: Printed): string {
  const all = [...crds.map(({ name, file }) => section(name, file.text)), ...manifests.map(({ file, text }) => section(file, text))];
  return `${all.join('').trim()}\n${hooks.map(({ file, text }) => section(file, text)).join('')}`;
}

function section(name: string, text: string): string {
  return `---\n# Source: ${name}\n${text}\n`;
}

/** The CRDs of a chart, and then those of the charts below it. */
export function crdsOf(instance: ChartInstance): readonly Crd[] {
  const own = instance.chart.files
    .filter(({ name }) => name.startsWith('crds/') && /\.(ya?ml|json)$/i.test(name))
    .map((file) => ({ name: `${fullPath(instance)}/${file.name}`, file }));
  return [...own, ...instance.dependencies.flatMap(crdsOf)];
}
