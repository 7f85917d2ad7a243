// `parameters` and `fileParameters` of an Application: what Argo CD hands to Helm as --set, --set-string and --set-file.
import type { Node, Origin, ScalarNode } from '../../model';
import { child, items, text } from '../../yaml/access';
import type { ValuesSource } from '../helm/values/user-values';
import { scalar } from '../kustomize/values';
import type { Substitute } from './environment';
import type { LocatedSource } from './sources';
import { resolveFile } from './values-files';
import type { World } from './world';

/** In the order in which Helm reads its flags. Of several of one name the last counts, as Argo CD keeps them by name. */
export function parameterValues(
  world: World,
  place: LocatedSource,
  helm: Node | undefined,
  substitute: Substitute,
): readonly ValuesSource[] {
  const parameters = items(child(helm, 'parameters'));
  const isString = (item: Node): boolean => text(child(item, 'forceString')) === 'true';
  return [
    ...byName(parameters.filter((item) => !isString(item))).map(([name, item]) => set('set', name, valueIn(item, substitute))),
    ...byName(parameters.filter(isString)).map(([name, item]) => set('setString', name, valueIn(item, substitute))),
    ...byName(items(child(helm, 'fileParameters'))).flatMap(([name, item]) => {
      const path = child(item, 'path');
      const file = path?.kind === 'scalar' ? resolveFile(world, place, path, substitute) : undefined;
      return file === undefined ? [] : [set('setFile', name, scalar(file, 'str', (path ?? item).origin))];
    }),
  ];
}

function byName(parameters: readonly Node[]): readonly (readonly [string, Node])[] {
  return [...new Map(parameters.map((item) => [text(child(item, 'name')) ?? '', item]))];
}

function valueIn(item: Node, substitute: Substitute): ScalarNode {
  const value = child(item, 'value');
  return value?.kind === 'scalar' ? substitute(value) : scalar('', 'str', item.origin);
}

function set(kind: 'set' | 'setString' | 'setFile', name: string, value: ScalarNode): ValuesSource {
  const origin: Origin = { ...value.origin, step: 'values' };
  return { kind, text: `${name}=${withCommas(value.text)}`, origin };
}

/** A comma would end the value, unless it is escaped already or the value is a list. */
function withCommas(value: string): string {
  if (value.startsWith('{') && value.endsWith('}')) return value;
  return value.replace(/(\\?),/g, (match, backslash: string) => (backslash === '' ? '\\,' : match));
}
