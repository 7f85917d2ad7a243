// What a build knows of API schemas.
import type { Failure } from '../../../model';
import type { CustomSchema } from './custom';
import type { MergeSchema } from './schema';

/** One per build: the folders of a tree share it in the order in which they are read. */
export interface OpenApi {
  state: OpenApiState;
}

/**
 * What is known at a point of the build. kustomize reads its own schema when it first merges; a kind that it does not know makes it read that
 * one besides a schema of the tree. Source: kyaml `openapi.go`, SetSchema and initSchema.
 */
export interface OpenApiState {
  readonly own: 'unread' | 'wanted' | 'read';
  /** The outermost kustomization wins, and else the first one that has a schema or names a version. */
  readonly isSet: boolean;
  readonly custom?: { readonly key: string; readonly schema: CustomSchema; readonly merge: MergeSchema };
  /** What is wrong with the schema of the tree. kustomize reads it when it first needs it, and finds that out then. */
  readonly broken?: Failure;
}
