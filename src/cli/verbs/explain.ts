// `plumbline explain`: why something is an environment, what could not be resolved, what is in it, and in which order; as Markdown.
import type { Mask } from '../../engine/normalise/mask';
import { type Explanation, explain } from '../../session/explanation';
import { explanationText } from '../explanation-text';
import { askNamedCluster } from '../clusters';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { appJson, failureJson, jsonLine, orderJson, partJson, syncJson } from '../json';

export async function run(call: Invocation): Promise<number> {
  const { positionals, flags, terminal } = call;
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [environment = '', app] = positionals;
  await askNamedCluster(fleet, call, environment);
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  const explanation = answered(explain(session, environment, app));
  await terminal.write(
    flags.on('json')
      ? jsonLine(explanationJson(explanation, session.mask))
      : explanationText(explanation, app !== undefined || flags.on('all'), session.mask),
  );
  return 0;
}

function explanationJson({ environment, of, apps, plan, parts, unread }: Explanation, mask: Mask) {
  const { name, order, reason } = environment;
  return {
    environment: name,
    order,
    of,
    reason,
    apps: apps.map(({ app, objects, sources, problems, sync }) => ({
      ...appJson(app, mask),
      objects,
      sources,
      problems: problems.map((failure) => failureJson(failure, mask)),
      ...(sync === undefined ? {} : { sync: syncJson(sync, mask) }),
    })),
    plan: orderJson(plan),
    parts: parts.map(partJson),
    unread: unread.map((failure) => failureJson(failure, mask)),
  };
}
