// `plumbline check`: what is wrong in the environments, for people, dashboards and build servers.
import { findEnvironment } from '../../session/find';
import { FORMATS } from '../check/formats';
import { countsOf, problemsOf } from '../check/problems';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation, usage } from '../invocation';

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const name = flags.text('format') ?? (flags.on('json') ? 'json' : 'text');
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) throw usage(`--format takes ${Object.keys(FORMATS).join(', ')}.`);
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [named] = positionals;
  const discovery = session.discovery();
  const environments = named === undefined ? discovery.environments : [answered(findEnvironment(discovery, named), 2)];
  await fetchRemotes(fleet, { flags, terminal }, named);
  const problems = problemsOf(session, environments, named === undefined);
  await terminal.write(format({ environments, problems }, terminal));
  return countsOf(problems).error === 0 ? 0 : 1;
}
