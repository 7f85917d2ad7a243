// The variables that Argo CD substitutes in some of an Application's fields. Source: argo-cd v3.2.6, `newEnv`; the expansion is that of Go's os.Expand.
import type { Node, Origin, ScalarNode } from '../../model';
import { at, child, text } from '../../yaml/access';
import { refuse, type World } from './world';

/** A text with the variables of the Application in the place of `$NAME` and `${NAME}`. The commit is known to the controller alone. */
export type Substitute = (node: ScalarNode) => ScalarNode;

export function substituteFor(world: World, source: Node): Substitute {
  const { application, app } = world;
  const known: Record<string, Node | string | undefined> = {
    ARGOCD_APP_NAME: app.owner === undefined ? '' : instanceName(world),
    ARGOCD_APP_NAMESPACE: at(application, ['spec', 'destination', 'namespace']),
    ARGOCD_APP_PROJECT_NAME: at(application, ['spec', 'project']) ?? 'default',
    ARGOCD_APP_SOURCE_REPO_URL: child(source, 'repoURL'),
    ARGOCD_APP_SOURCE_PATH: child(source, 'path'),
    ARGOCD_APP_SOURCE_TARGET_REVISION: child(source, 'targetRevision'),
  };
  return (node) => {
    if (!node.text.includes('$')) return node;
    const from: Origin[] = [];
    const expanded = expand(node.text, (name) => {
      if (REVISION.test(name)) refuse(world, node, { code: 'controllerOnly', subject: `\${${name}}`, detail: UNKNOWN_COMMIT });
      const value = known[name];
      if (typeof value === 'object') from.push(value.origin);
      return typeof value === 'object' ? (text(value) ?? '') : (value ?? '');
    });
    const origin = from.length === 0 ? node.origin : { ...node.origin, from: [...(node.origin.from ?? []), ...from] };
    return { ...node, text: expanded, origin };
  };
}

/** How Argo CD calls the Application in what it tracks: with its namespace where that is not Argo CD's own. */
export function instanceName({ app, application }: Pick<World, 'app' | 'application'>): string {
  const name = text(at(application, ['metadata', 'name'])) ?? app.owner?.name ?? '';
  const namespace = app.owner?.namespace ?? '';
  return app.controlNamespace === undefined ? name : `${namespace}_${name}`;
}

const REVISION = /^ARGOCD_APP_REVISION(?:_SHORT(?:_8)?)?$/;
const UNKNOWN_COMMIT = 'it is the commit that Argo CD reads';
const SPECIAL = '*#$@!?-0123456789';

/** @param valueIn the value of a variable; empty for one that is not set. `$$` is a `$`. */
function expand(content: string, valueIn: (name: string) => string): string {
  let result = '';
  for (let index = 0; index < content.length; index++) {
    const rest = content.slice(index + 1);
    if (content.charAt(index) !== '$' || rest === '') {
      result += content.charAt(index);
      continue;
    }
    const { name, length } = variableAt(rest);
    index += length;
    if (name !== '') result += name === '$' ? '$' : valueIn(name);
    else if (length === 0) result += '$';
  }
  return result;
}

/** What follows a `$`, and how much of the text it is. Bad syntax has no name, and goes. */
function variableAt(rest: string): { readonly name: string; readonly length: number } {
  if (rest.startsWith('{')) {
    const special = rest.charAt(2) === '}' && SPECIAL.includes(rest.charAt(1));
    if (special) return { name: rest.charAt(1), length: 3 };
    const end = rest.indexOf('}');
    if (end === -1) return { name: '', length: 1 };
    return { name: rest.slice(1, end), length: end + 1 };
  }
  if (SPECIAL.includes(rest.charAt(0))) return { name: rest.charAt(0), length: 1 };
  const name = /^[A-Za-z0-9_]+/.exec(rest)?.[0] ?? '';
  return { name, length: name.length };
}
