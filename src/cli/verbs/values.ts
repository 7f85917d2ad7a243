// `plumbline values`: the merged Helm values of a release, each with its source.
import { failed, findEnvironment } from '../../session/find';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { failureJson, jsonLine } from '../json';
import { withOrigins } from '../origins';

export async function run({ positionals, flags, terminal }: Invocation): Promise<number> {
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [environment = '', name = ''] = positionals;
  // One that is not known may be applied by a chart.
  if (session.release(environment, name).kind === 'failed') await fetchRemotes(fleet, { flags, terminal }, environment, name);
  answered(findEnvironment(session.discovery(), environment));
  const { app } = answered(session.release(environment, name));
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  const values = session.values(environment, app);
  const { text, keys, rendered } = values;
  if (rendered.values === undefined && rendered.failures.length === 0)
    answered(failed({ code: 'notFound', subject: `A Helm chart of ${app}` }));
  const failures = rendered.failures.map((failure) => failureJson(failure, session.mask));
  if (flags.on('json')) {
    const found = rendered.values === undefined ? {} : { yaml: text, keys };
    const without = rendered.valuesWithoutChart === true ? { withoutChart: true } : {};
    await terminal.write(jsonLine({ environment, app, ...found, ...without, failures }));
  } else {
    for (const failure of rendered.failures) terminal.failure(failure, session.mask);
    const head = rendered.valuesWithoutChart === true ? `# ${WITHOUT_CHART}\n` : '';
    await terminal.write(`${head}${withOrigins(values)}`);
  }
  return failures.length === 0 ? 0 : 1;
}

/** In the text, so that what is copied says it too. */
const WITHOUT_CHART = 'What the chart itself sets is unknown; this is what the release gives it.';
