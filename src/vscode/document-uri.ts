// The URIs of the virtual documents: what each shows is in its query, what a person reads in its path.
import * as vscode from 'vscode';
import type { ObjectRef } from '../engine/model';
import type { Mask } from '../engine/normalise/mask';

export const SCHEME = 'plumbline';

interface InEnvironment {
  /** The workspace folder's key. */
  readonly folder: string;
  readonly environment: string;
}

/** What a virtual document shows. */
export type DocumentRef =
  | (InEnvironment & { readonly view: 'preview'; readonly app?: string })
  | (InEnvironment & { readonly view: 'live' | 'desired'; readonly app: string; readonly object: ObjectRef })
  | (InEnvironment & { readonly view: 'before' | 'after'; readonly app: string; readonly object: ObjectRef })
  /** One object as it is rendered now. */
  | (InEnvironment & { readonly view: 'object'; readonly app: string; readonly object: ObjectRef })
  /** One object as a commit rendered it. */
  | (InEnvironment & { readonly view: 'past'; readonly app: string; readonly object: ObjectRef; readonly commit: string })
  /** What one of the two built of an app's folder. */
  | (InEnvironment & { readonly view: 'build'; readonly app: string; readonly by: 'plumbline' | 'kustomize' })
  /** The merged values of a HelmRelease. */
  | (InEnvironment & { readonly view: 'values'; readonly app: string })
  | (InEnvironment & { readonly view: 'explanation'; readonly app?: string })
  /** What an edit of a file changes in an app, on either side of it. */
  | (InEnvironment & { readonly view: 'effect'; readonly app: string; readonly file: string; readonly side: 'before' | 'after' })
  /** A file of a remote base. */
  | { readonly view: 'remote'; readonly folder: string; readonly path: string };

/** @param mask for documents of one object, whose name people read. */
export function documentUri(ref: DocumentRef, mask?: Mask): vscode.Uri {
  if (ref.view === 'remote') return vscode.Uri.from({ scheme: SCHEME, path: `/${ref.path}`, query: JSON.stringify(ref) });
  const path = `/${ref.environment.replaceAll('/', '-')}/${fileName(ref, mask).replaceAll('/', '-')}`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: JSON.stringify(ref) });
}

/** What a URI of ours shows; undefined for any other URI. */
export function documentRef(uri: vscode.Uri): DocumentRef | undefined {
  return uri.scheme === SCHEME && uri.query !== '' ? (JSON.parse(uri.query) as DocumentRef) : undefined;
}

function fileName(ref: Exclude<DocumentRef, { view: 'remote' }>, mask: Mask | undefined): string {
  switch (ref.view) {
    case 'preview':
      return `${ref.app === undefined ? ref.environment : `${ref.app} (${ref.environment})`}.rendered.yaml`;
    case 'build':
      return `${ref.app} (${ref.environment}).yaml`;
    case 'values':
      return `${ref.app} (${ref.environment}).values.yaml`;
    case 'effect':
      return `${ref.app}.yaml`;
    case 'explanation':
      return `${ref.app ?? ref.environment}.md`;
    default:
      // Both sides of a diff have one name: else the editor shows each difference as a renaming.
      return `${ref.object.kind} ${(mask?.ref(ref.object) ?? ref.object).name}.yaml`;
  }
}
