// The sync windows of a project that count for an Application: when they come and go is left to Argo CD's clock. Source: argo-cd v3.2.6, `SyncWindows.Matches`.
import type { Node, SyncWindow } from '../../model';
import { at, child, items, text } from '../../yaml/access';
import { compileGlob } from '../glob';
import type { SourceObject } from '../sources';

/** @param projects the Application's own, then its global ones. */
export function windowsOf(application: SourceObject, projects: readonly SourceObject[]): readonly SyncWindow[] {
  const windows = projects.flatMap(({ node }) => items(at(node, ['spec', 'syncWindows'])));
  return windows.filter((window) => isMeant(application, window)).flatMap(windowAt);
}

/** One of its lists names the Application, or, with `andOperator`, each that it has. */
function isMeant({ name, node }: SourceObject, window: Node): boolean {
  const destination = at(node, ['spec', 'destination']);
  const [server = '', cluster = '', namespace = ''] = ['server', 'name', 'namespace'].map((field) => text(child(destination, field)));
  const matching = (list: string, values: readonly string[]): boolean | undefined => {
    const patterns = items(child(window, list)).map((item) => text(item) ?? '');
    return patterns.length === 0 ? undefined : patterns.some((pattern) => values.some((value) => matches(pattern, value)));
  };
  const clusters = [cluster, server].filter((value) => value !== '');
  const found = [matching('applications', [name]), matching('clusters', clusters), matching('namespaces', [namespace])].filter(
    (one) => one !== undefined,
  );
  return text(child(window, 'andOperator')) === 'true' ? found.length > 0 && found.every(Boolean) : found.some(Boolean);
}

function matches(pattern: string, value: string): boolean {
  return pattern === '*' || compileGlob(pattern, { separator: '', malformed: false })(value);
}

function windowAt(window: Node): readonly SyncWindow[] {
  const [kind, schedule = '', duration = '', timeZone = ''] = ['kind', 'schedule', 'duration', 'timeZone'].map((field) =>
    text(child(window, field)),
  );
  if (kind !== 'allow' && kind !== 'deny') return [];
  const { file, line, column } = window.origin;
  const isManual = text(child(window, 'manualSync')) === 'true';
  return [
    { kind, schedule, duration, ...(timeZone === '' ? {} : { timeZone }), ...(isManual ? { manualSync: true } : {}), file, line, column },
  ];
}
