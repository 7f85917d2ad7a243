// Finds the chart of an entry: in the folder of charts, or where it was fetched to.
import { type Failure, FailureError } from '../../../model';
import { resolvePath } from '../paths';
import { followChart } from '../remote/follow';
import { failAt, positionOf, read, type Scope } from '../scope';
import { child } from '../../../yaml/access';
import type { ChartEntry } from './chart-entry';

/**
 * The folder of the chart; undefined after noting at the entry's name why there is none.
 * A chart that is there is taken as it is, whatever its version.
 */
export function locateChart(scope: Scope, entry: ChartEntry): string | undefined {
  const { node, name, version, repository, home } = entry;
  const folder = version !== '' && repository !== '' ? `${home}/${name}-${version}` : home;
  const at = child(node, 'name') ?? node;
  if (home.startsWith('/'))
    throw new FailureError({ code: 'outsideRoot', ...positionOf(node.origin), subject: home, detail: 'the repository' });
  const path = resolvePath(scope.folder, `${folder}/${name}`);
  const answer = read(scope, path);
  if (answer.kind === 'directory') return path;
  if (answer.kind === 'unread' || answer.kind === 'failed') {
    const failure: Failure = answer.kind === 'failed' ? answer.reason : { code: 'unread', subject: path };
    return void failAt(scope, at, { ...failure, subject: failure.subject ?? path });
  }
  if (repository === '')
    return void failAt(scope, at, { code: 'notFound', subject: path, detail: 'and no repo says where to fetch the chart' });
  const followed = followChart(scope, { repository, name, version });
  return followed.kind === 'path' ? followed.path : void failAt(scope, at, followed.failure);
}
