// `plumbline diff`: what Git wants against what the cluster has.
import { worstHealth, worstVerdict } from '../../engine/decide/rollup';
import { type AppComparison, type Failure, VERDICTS, type Verdict } from '../../engine/model';
import type { Mask } from '../../engine/normalise/mask';
import { failureLine } from '../../engine/presenter';
import { findApps } from '../../session/find';
import { unreadOf } from '../../session/rendered-changes';
import { ensurePinned, openNamedCluster } from '../clusters';
import { askCluster, fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { appComparisonJson, failureJson, jsonLine, refText } from '../json';
import { comparisonText, countOf, isWorthShowing, verdictText, VERDICT_WORDS } from '../object-diff';
import { diffRendered, isRenderedDiff } from '../rendered-diff';
import type { Terminal } from '../terminal';
import { unreadRows } from '../unread';

const IN_SYNC = 0;
const DIFFERENCES = 1;
const UNKNOWN = 2;

export async function run(call: Invocation): Promise<number> {
  const { positionals, flags, terminal } = call;
  const fleet = await openFleet(flags);
  const [environment = '', app] = positionals;
  // Of two renders, the other one may be the only one that has the environment or the app.
  if (isRenderedDiff(call)) return diffRendered(call, fleet, environment, app);
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  answered(findApps(fleet.session.discovery(), environment, app), UNKNOWN);
  // Everything is rendered: from here on something is waited for.
  const { signal } = call;
  const cluster = answered(await openNamedCluster(fleet, environment, call), UNKNOWN);
  const withoutPin = flags.text('snapshot') !== undefined && !flags.on('pin');
  if (!withoutPin) await ensurePinned(fleet, environment, cluster, call);
  await askCluster(fleet, cluster);
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  const progress = terminal.progress(`Comparing ${environment} with ${cluster.context}…`);
  let count = 0;
  const onComparison = () => progress(`Comparing ${environment} with ${cluster.context}: ${++count} objects`);
  const request = { environment, cluster, signal, onComparison, withoutPin };
  const results = await fleet.session.compare(app === undefined ? request : { ...request, app });
  progress();
  const { mask } = fleet.session;
  // What may hold more apps says nothing against the one that was asked for.
  const unread = app === undefined ? unreadOf({ session: fleet.session, environment }) : [];
  for (const failure of unread) terminal.failure(failure, mask);
  const verdicts = results.map((result) => result.verdict);
  const verdict = worstVerdict(unread.length > 0 ? [...verdicts, 'unknown'] : verdicts);
  if (flags.on('json')) {
    const health = worstHealth(results.map((result) => result.health));
    const apps = results.map((result) => appComparisonJson(result, mask));
    const failures = unread.map((failure) => failureJson(failure, mask));
    await terminal.write(jsonLine({ environment, context: cluster.context, verdict, health, apps, failures }));
  } else await terminal.write(report(results, unread, `${environment} against ${cluster.context}`, flags.on('ignored'), terminal, mask));
  return exitCodeOf(verdict);
}

export function appText({ app, verdict, comparisons, failures }: AppComparison, all: boolean, terminal: Terminal, mask: Mask): string {
  const shown = comparisons.filter((comparison) => isWorthShowing(comparison) || (all && comparison.ignored.length > 0));
  const head = `${terminal.paint('bold', `== ${app}`)}: ${VERDICT_WORDS[verdict]}\n`;
  const unknown = failures.map((failure) => `  unknown: ${failureLine(failure, mask)}\n`).join('');
  return head + unknown + shown.map((comparison) => comparisonText(comparison, all, terminal, mask)).join('');
}

function exitCodeOf(verdict: Verdict): number {
  if (verdict === 'unknown') return UNKNOWN;
  return verdict === 'inSync' ? IN_SYNC : DIFFERENCES;
}

function report(
  results: readonly AppComparison[],
  unread: readonly Failure[],
  title: string,
  all: boolean,
  terminal: Terminal,
  mask: Mask,
): string {
  const blocks = results.map((result) => appText(result, all, terminal, mask));
  const comparisons = results.flatMap((result) => result.comparisons);
  const byVerdict = WORST_FIRST.map((verdict) => comparisons.filter((comparison) => comparison.verdict === verdict));
  const counts = byVerdict.flatMap(([first, ...more]) => (first === undefined ? [] : `${more.length + 1} ${VERDICT_WORDS[first.verdict]}`));
  const incomplete = results.filter(({ failures }) => failures.length > 0);
  const known = counts.length === 0 && incomplete.length === 0 ? 'no objects' : counts.join(', ');
  const unknown =
    incomplete.length === 0 ? '' : `${known === '' ? '' : '; '}not everything is known of ${countOf(incomplete.length, 'app')}`;
  const differing = byVerdict.flat().filter(({ verdict }) => verdict !== 'inSync');
  const rows: readonly Row[] = [
    ...unreadRows(unread).map((row): Row => ['unknown', row]),
    ...incomplete.map(({ app, failures }): Row => ['unknown', `app ${app}: ${countOf(failures.length, 'failure')}`]),
    ...differing.map(({ ref, verdict }): Row => [verdict, refText(mask.ref(ref))]),
  ];
  return `${blocks.join('')}\n${title}: ${known}${unknown}\n${summary(rows, terminal)}`;
}

const WORST_FIRST = VERDICTS.toReversed();

type Row = readonly [verdict: Verdict, what: string];

/** Stands at the end, where a terminal shows it without scrolling. */
function summary(rows: readonly Row[], terminal: Terminal): string {
  const width = Math.max(0, ...rows.map(([verdict]) => VERDICT_WORDS[verdict].length));
  const gap = (verdict: Verdict) => ' '.repeat(width - VERDICT_WORDS[verdict].length);
  return rows.map(([verdict, what]) => `  ${verdictText(verdict, terminal)}${gap(verdict)}  ${what}\n`).join('');
}
