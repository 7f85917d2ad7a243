// Why something was taken for an environment, what is in it, in which order it is applied, and everything that could not be resolved.
import { parentOf } from '../engine/discover/paths';
import { applicationNotes } from '../engine/decide/application-notes';
import { notesOf } from '../engine/decide/notes';
import { type Plan, planOf } from '../engine/decide/plan';
import { type SyncPlan, syncPlan } from '../engine/decide/sync-plan';
import type { App, Environment, Failure, Note, ObjectRef, Part } from '../engine/model';
import type { Answer } from '../engine/ports';
import type { Session } from './api';
import { withoutRepetition } from './failures';
import { findApps, findEnvironment } from './find';

/** What both front ends say of an environment, each in its own words. */
export interface Explanation {
  readonly environment: Environment;
  /** How many environments there are. */
  readonly of: number;
  readonly apps: readonly ExplainedApp[];
  /** Of all of its apps, also where one is asked for. */
  readonly plan: Plan;
  /** What other tools carry out for it; none where one app is asked for. */
  readonly parts: readonly Part[];
  /** Files that may define more apps; none where one app is asked for. */
  readonly unread: readonly Failure[];
}

export interface ExplainedApp {
  readonly app: App;
  readonly objects: number;
  /** Where its source is, or stands for: this repository, or clones of others. */
  readonly sources: readonly string[];
  /** What could not be resolved or rendered; each once. */
  readonly problems: readonly Failure[];
  /** What its project means for it, and its objects for others: Secrets that they make, what rolls them out. */
  readonly notes: readonly { readonly ref: ObjectRef; readonly notes: readonly Note[] }[];
  /** Of an Argo CD Application: in which order its objects are applied. */
  readonly sync?: SyncPlan;
}

/** What an app is rendered from, where that is a folder: an Application of a chart, a HelmRelease and an ApplicationSet only stand in theirs. */
export function renderedFolder({ kind, path, source, sourceReason }: App): string | undefined {
  if (kind === 'helmRelease' || kind === 'argoApplicationSet') return undefined;
  return kind === 'argoApplication' && sourceReason === undefined && path === parentOf(source.file) ? undefined : path;
}

/** Renders what is not current. @param name one app; all of them unless named. */
export function explain(session: Session, environment: string, name?: string): Answer<Explanation> {
  const { environments } = session.discovery();
  const found = findEnvironment(session.discovery(), environment);
  if (found.kind === 'failed') return found;
  const apps = findApps(session.discovery(), environment, name);
  if (apps.kind === 'failed') return apps;
  const explained = apps.value.map((app): ExplainedApp => {
    const { objects, failures, clones = [] } = session.render(environment, app.app);
    const sources = [...new Set([...(app.sourceReason === undefined ? [] : [app.sourceReason]), ...clones])];
    const sync = app.kind === 'argoApplication' ? { sync: syncPlan(objects, app.namespace) } : {};
    const notes = [...ownNotes(app), ...[...notesOf(objects)].map(([{ ref }, said]) => ({ ref, notes: said }))];
    return { app, objects: objects.length, sources, problems: withoutRepetition([...app.unresolved, ...failures]), notes, ...sync };
  });
  const [parts, unread] = name === undefined ? [found.value.parts ?? [], withoutRepetition(found.value.unread ?? [])] : [[], []];
  return {
    kind: 'answer',
    value: { environment: found.value, of: environments.length, apps: explained, plan: planOf(found.value.apps), parts, unread },
  };
}

function ownNotes(app: App): ExplainedApp['notes'] {
  const notes = applicationNotes(app);
  return app.owner === undefined || notes.length === 0 ? [] : [{ ref: app.owner, notes }];
}
