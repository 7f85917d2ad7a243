// `plumbline preview`: every object that an environment renders, masked.
import type { App, Failure, RenderedObject } from '../../engine/model';
import { notesOf } from '../../engine/decide/notes';
import { noteSentence } from '../../engine/presenter';
import { findApps } from '../../session/find';
import { unreadOf } from '../../session/rendered-changes';
import type { Session } from '../../session/session';
import { askNamedCluster } from '../clusters';
import { fetchRemotes, openFleet } from '../fleet';
import { answered, type Invocation } from '../invocation';
import { failureJson, findingJson, jsonLine } from '../json';
import { noteRows } from '../notes';
import { withOrigins } from '../origins';
import { sayFailures } from '../unfetched';

export async function run(call: Invocation): Promise<number> {
  const { positionals, flags, terminal } = call;
  const fleet = await openFleet(flags);
  const { session } = fleet;
  const [environment = '', app] = positionals;
  await askNamedCluster(fleet, call, environment);
  await fetchRemotes(fleet, { flags, terminal }, environment, app);
  const apps = answered(findApps(session.discovery(), environment, app));
  const preview = session.preview(environment, app);
  const { failures, warnings } = preview.rendered;
  if (flags.on('json'))
    await terminal.write(jsonLine(previewJson(session, environment, apps, app === undefined ? unreadOf({ session, environment }) : [])));
  else {
    for (const warning of warnings) terminal.finding(warning, session.mask);
    sayFailures(failures, terminal, session.mask);
    for (const clone of preview.rendered.clones ?? []) terminal.note(`note: ${clone}`);
    for (const row of noteRows(notesOf(preview.rendered.objects), session.mask)) terminal.note(row);
    await terminal.write(flags.on('why') ? withOrigins(preview) : preview.text);
  }
  return failures.length === 0 ? 0 : 1;
}

function previewJson(session: Session, environment: string, apps: readonly App[], unread: readonly Failure[]) {
  return {
    environment,
    apps: apps.map(({ app, owner }) => {
      const { text, refs, rendered } = session.preview(environment, app);
      const notes = notesOf(rendered.objects);
      const documents = text.split(/^---\n/m);
      return {
        app,
        objects: refs.map((ref, index) => ({
          ...session.mask.ref(ref),
          ...originJson(rendered.objects[index]),
          ...notesJson(notes, rendered.objects[index], session),
          ...(owner === undefined ? {} : { owner: { kind: owner.kind, namespace: owner.namespace, name: owner.name } }),
          yaml: documents[index] ?? '',
        })),
        failures: rendered.failures.map((failure) => failureJson(failure, session.mask)),
        warnings: rendered.warnings.map((warning) => findingJson(warning, session.mask)),
        ...(rendered.clones === undefined ? {} : { clones: rendered.clones }),
      };
    }),
    failures: unread.map((failure) => failureJson(failure, session.mask)),
  };
}

function notesJson(notes: ReturnType<typeof notesOf>, object: RenderedObject | undefined, { mask }: Session) {
  const own = object === undefined ? undefined : notes.get(object);
  return own === undefined ? {} : { notes: own.map((note) => ({ code: note.code, message: noteSentence(note, mask) })) };
}

/** Where the object stands, or what makes it. */
function originJson(object: RenderedObject | undefined) {
  if (object === undefined) return {};
  const { file, line, column, step, approximate } = object.node.origin;
  return { origin: { file, line, column, step, ...(approximate === undefined ? {} : { approximate }) } };
}
