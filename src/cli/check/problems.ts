// Everything that is wrong with the environments of a tree: what could not be rendered, and what checks find.
import {
  type App,
  type Environment,
  type Failure,
  type Finding,
  isLimit,
  type Position,
  SEVERITIES,
  type Severity,
} from '../../engine/model';
import { findingSentence, relatedTemplate, sentence, whyTemplate } from '../../engine/presenter';
import { isUnfetched } from '../unfetched';
import type { LoneFolder, Session } from '../../session/session';

export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  /** One sentence, masked. */
  readonly message: string;
  /** What was not fetched, masked; of such a problem alone. */
  readonly unfetched?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The kustomization files that led to the file, the outermost first. */
  readonly via: readonly string[];
  /** The lines that are why. */
  readonly related: readonly (Position & { readonly message: string })[];
  /** Apps that the problem is in, as `environment/app`. */
  readonly apps: readonly string[];
}

/** @param environments those whose problems are wanted. @param others folders that belong to none of them; undefined where only those environments are wanted. */
export function problemsOf(session: Session, environments: readonly Environment[], others?: readonly LoneFolder[]): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const add = (problem: Problem): void => {
    const key = [problem.file, problem.line, problem.column, problem.code, problem.message].join('\n');
    const known = problems.get(key);
    problems.set(key, known === undefined ? problem : together(known, problem));
  };
  const users = new Map<string, string[]>();
  for (const { environment, app, name } of appsOf(environments)) {
    const { failures, reads } = session.render(environment, app.app);
    for (const failure of app.unresolved) add(failureProblem(session, failure, 'warning', app, name));
    for (const failure of failures) add(failureProblem(session, failure, 'error', app, name));
    for (const file of [...reads, app.source.file]) users.set(file, [...(users.get(file) ?? []), name]);
  }
  for (const { rendered } of others ?? []) for (const failure of rendered.failures) add(failureProblem(session, failure, 'error'));
  const discovery = session.discovery();
  const unread = others !== undefined ? discovery.failures : environments.flatMap((environment) => environment.unread ?? []);
  for (const failure of unread) add(failureProblem(session, failure, 'error'));
  // Of a tree that was not looked through, nobody knows.
  const isUnknown = discovery.failures.some(({ code }) => code === 'treeTooLarge');
  if (discovery.environments.length === 0 && !isUnknown) add(failureProblem(session, { code: 'noEnvironment' }, 'error'));
  for (const finding of session.findings()) {
    const apps = [...new Set(users.get(finding.file))];
    if (others !== undefined || apps.length > 0) add(findingProblem(session, finding, apps));
  }
  return [...problems.values()].sort(byPlace);
}

/** The same line may be told of by several apps, and by discovery as well as by the render: the worst counts. */
function together(one: Problem, other: Problem): Problem {
  const worst = SEVERITIES.indexOf(one.severity) <= SEVERITIES.indexOf(other.severity) ? one : other;
  return { ...worst, apps: [...new Set([...one.apps, ...other.apps])] };
}

/** How many there are of each severity. */
export function countsOf(problems: readonly Problem[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => problems.filter((problem) => problem.severity === severity).length;
  return { error: count('error'), warning: count('warning'), information: count('information') };
}

export interface NamedApp {
  readonly environment: string;
  readonly app: App;
  /** `environment/app`. */
  readonly name: string;
}

export function appsOf(environments: readonly Environment[]): readonly NamedApp[] {
  return environments.flatMap(({ name, apps }) => apps.map((app) => ({ environment: name, app, name: `${name}/${app.app}` })));
}

function failureProblem({ mask }: Session, failure: Failure, severity: Severity, app?: App, name?: string): Problem {
  // What has no position of its own is told where the app is defined.
  const place: Partial<Position> = failure.file === undefined ? (app?.source ?? {}) : failure;
  const { file, line, column } = place;
  return {
    code: failure.code,
    severity: isLimit(failure) ? 'information' : severity,
    message: sentence(failure, mask),
    ...(isUnfetched(failure) ? { unfetched: mask.scrub(failure.subject ?? '') } : {}),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    via: failure.via ?? [],
    related: (failure.related ?? []).map((position) => ({ ...position, message: whyTemplate(failure) })),
    apps: name === undefined ? [] : [name],
  };
}

function findingProblem({ mask }: Session, finding: Finding, apps: readonly string[]): Problem {
  const { code, severity, file, line, column, via = [], related = [] } = finding;
  const message = findingSentence(finding, mask);
  return {
    code,
    severity,
    message,
    file,
    line,
    column,
    via,
    related: related.map((place) => ({ ...place, message: relatedTemplate(finding) })),
    apps,
  };
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (
    (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  );
}
