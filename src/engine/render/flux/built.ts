// What kustomize makes of a Flux Kustomization's folder: out of the artifact of its source, with the files that the controller decrypts before.
import type { App, Failure, MapNode, Rendered } from '../../model';
import type { Files } from '../../ports';
import { child, text } from '../../yaml/access';
import { type BuildCache, buildKustomization, FLUX } from '../kustomize/build';
import { placedAt, placedBuild } from './artifact';
import { type Asking, createAsking } from './decryption/ask';
import { decryptObject, isEncrypted, isLeftEncrypted, markEncrypted } from './decryption/object';
import { decryptSources, decrypts, markDecrypted } from './decryption/sources';
import { wrapperOf } from './kustomization';
import { type SourceFiles, sourceFiles } from './source-files';

export interface Built extends Rendered {
  /** What decided which files the artifact lacks. */
  readonly rules: ReadonlySet<string>;
}

/** @param owner the Kustomization, as its parent applies it. */
export function buildOwned(owner: MapNode, app: App, files: Files, cache: BuildCache, asking: Asking): Built {
  const source = sourceFiles(app, files);
  const { artifact } = source;
  if (artifact === undefined) return buildFrom(source, owner, app, cache, asking);
  const asked: Asking = { ...createAsking(asking.files), reads: asking.reads, needs: asking.needs };
  const built = placedBuild(buildFrom(source, owner, app, cache, asked), artifact);
  asking.failures.push(...asked.failures.map((failure) => placedAt(failure, artifact)));
  return { ...built, needs: [...built.needs, ...source.needs], reads: [...built.reads, ...source.rules] };
}

function buildFrom(source: SourceFiles, owner: MapNode, app: App, cache: BuildCache, asking: Asking): Built {
  const opened = decryptSources(owner, app.path, source, asking);
  const built = buildKustomization(app.path, opened, FLUX, cache, wrapperOf(owner, app.path, source));
  const { decrypted } = opened;
  if (decrypted.size === 0) return { ...built, rules: source.rules };
  return { ...built, objects: built.objects.map(({ ref, node }) => ({ ref, node: markDecrypted(node, decrypted) })), rules: source.rules };
}

/** An object of the build as the controller decrypts it, which it does where the Kustomization asks for it. A Secret that stays encrypted it refuses. */
export function decryptBuilt(node: MapNode, owner: MapNode, asking: Asking): MapNode {
  if (decrypts(owner)) return decryptObject(node, asking);
  if (isEncrypted(node) && isPlainSecret(node) && !isLeftEncrypted(node)) asking.failures.push(refusal(node));
  return markEncrypted(node);
}

function isPlainSecret(node: MapNode): boolean {
  return text(child(node, 'kind')) === 'Secret' && text(child(node, 'apiVersion')) === 'v1';
}

function refusal(node: MapNode): Failure {
  const { file, line, column } = (child(node, 'sops') ?? node).origin;
  const detail = 'SOPS encrypted this Secret, and its Kustomization has no spec.decryption, so the controller refuses it';
  return { code: 'objectInvalid', file, line, column, subject: 'sops', detail };
}
