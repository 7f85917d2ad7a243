// `plumbline check`: what is wrong in the environments, for people, dashboards and build servers.
import { findEnvironment } from '../../session/find';
import { FORMATS } from '../check/formats';
import { countsOf, problemsOf } from '../check/problems';
import { fetchRemotes, fetchRemotesOfLoneFolders, openFleet } from '../fleet';
import { answered, type Invocation, usage } from '../invocation';

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const name = flags.text('format') ?? (flags.on('json') ? 'json' : 'text');
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) throw usage(`--format takes ${Object.keys(FORMATS).join(', ')}.`);
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [named] = positionals;
  await fetchRemotes(fleet, { flags, terminal }, named);
  const discovery = session.discovery();
  const environments = named === undefined ? discovery.environments : [answered(findEnvironment(discovery, named))];
  if (named === undefined) await fetchRemotesOfLoneFolders(fleet, { flags, terminal });
  const others = named === undefined ? session.loneFolders() : undefined;
  const problems = problemsOf(session, environments, others);
  await terminal.write(format({ environments, folders: (others ?? []).map(({ path }) => path), problems }, terminal));
  return countsOf(problems).error === 0 ? 0 : 1;
}
