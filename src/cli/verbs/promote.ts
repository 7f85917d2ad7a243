// `plumbline promote`: the versions of one environment on a branch for another.
import { pairNamed } from '../../engine/discover/counterpart';
import type { PromotionPlan } from '../../engine/model';
import type { Mask } from '../../engine/normalise/mask';
import { failureLine } from '../../engine/presenter';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Flags, type Invocation, usage } from '../invocation';
import { failureJson, jsonLine, planJson, refText } from '../json';
import { patchText } from '../object-diff';
import type { Terminal } from '../terminal';

export async function run({ positionals, flags, terminal, signal }: Invocation): Promise<number> {
  const [app = ''] = positionals;
  const from = needed(flags, 'from');
  const to = needed(flags, 'to');
  if (from === to) throw usage(`${from} cannot be promoted to itself; name two environments.`);
  const fleet = await openFleet(flags, signal);
  const { session } = fleet;
  await fetchRemotes(fleet, { flags, terminal }, to, pairNamed(session.discovery(), app, from, to)?.after?.app ?? app);
  const branch = flags.text('branch');
  const plan = answered(await session.planPromotion({ app, from, to, ...(branch === undefined ? {} : { branch }) }, signal));
  if (flags.on('dry-run')) {
    // Writing the whole app masked makes the mask see each of its secrets.
    session.preview(to, plan.target);
    await terminal.write(flags.on('json') ? jsonLine(planJson(plan, session.mask)) : planText(plan, terminal, session.mask));
    return 0;
  }
  // Before anything is written: what stays behind, and what the target does not render.
  for (const failure of plan.failures) terminal.failure(failure, session.mask);
  const remote = flags.text('remote');
  const done = answered(await session.promote(plan, { push: flags.on('push'), ...(remote === undefined ? {} : { remote }) }));
  const { commit, pushed, base, pushFailure } = done;
  if (flags.on('json')) {
    const failure = pushFailure === undefined ? {} : { pushFailure: failureJson(pushFailure, session.mask) };
    await terminal.write(jsonLine({ ...planJson(plan, session.mask), commit, base, pushed, ...failure }));
  } else {
    await terminal.write(`${versionRows(plan)}branch ${plan.branch}\ncommit ${commit}\n${pushed ? 'pushed\n' : ''}`);
  }
  if (pushFailure === undefined) return 0;
  terminal.failure(pushFailure, session.mask);
  terminal.note(`The branch and its commit are in your repository. To push them later: git push ${remote ?? 'origin'} ${plan.branch}`);
  return 1;
}

function needed(flags: Flags, name: string): string {
  const value = flags.text(name);
  if (value === undefined || value === '') throw usage(`“promote” needs --${name} ENV.`);
  return value;
}

function planText(plan: PromotionPlan, terminal: Terminal, mask: Mask): string {
  // The lines around a change may hold a literal of a secret generator.
  const lines = plan.files.map((file) => mask.scrub(patchText(file.before, file.after, [file.file, file.file], terminal)));
  const effects = plan.effects.map(({ ref, before = '', after = '' }) => {
    const name = refText(mask.ref(ref));
    return patchText(before, after, [name, name], terminal);
  });
  const failures = plan.failures.map((failure) => `${terminal.paint('yellow', failureLine(failure, mask))}\n`);
  return [
    `${versionRows(plan)}branch ${plan.branch}\n`,
    `\n${terminal.paint('bold', 'Lines that change')}\n`,
    ...lines,
    `\n${terminal.paint('bold', `What ${plan.to} renders then`)}\n`,
    ...(effects.length === 0 ? ['Nothing that is rendered changes.\n'] : effects),
    ...(failures.length === 0 ? [] : [`\n${terminal.paint('bold', 'What could not be done')}\n`, ...failures]),
  ].join('');
}

function versionRows({ app, from, to, target, versions }: PromotionPlan): string {
  const rows = versions.map(
    ({ name, before, after, policy }) => `  ${name}  ${before} -> ${after}${policy === undefined ? '' : `  by ImagePolicy ${policy}`}\n`,
  );
  return `${app}: ${from} -> ${to}${target === app ? '' : ` (${target})`}\n${rows.join('')}`;
}
