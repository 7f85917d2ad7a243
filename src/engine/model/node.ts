// The engine's YAML node: a value with its origin. Immutable, so that a base is shared by every overlay that builds on it.
import type { Origin, Position } from './origin';

/** How go-yaml v3 reads a scalar: the tag decides how it is written out again, the text is kept as it was read. */
export type ScalarTag = 'str' | 'int' | 'float' | 'bool' | 'null' | 'timestamp' | 'binary';

export interface ScalarNode {
  readonly kind: 'scalar';
  /** The scalar's content after unquoting and unfolding: `0777` stays `0777`. */
  readonly text: string;
  readonly tag: ScalarTag;
  readonly origin: Origin;
  /** Set on folded text: what was read, where `text` is what kustomize makes of it unless it sets the value anew. */
  readonly unfolded?: string;
  /** Folded in its file, but to be set anew before it is written: `text` is what was read, until a JSON patch folds it. */
  readonly folded?: true;
  /** A null whose type kustomize took away: its spelling is a text to kustomize, until that is written. */
  readonly untyped?: true;
  /** Written in quotes or as a block. kustomize keeps the style, so that what it sets in its place is a text again. */
  readonly quoted?: true;
  /** Derives from a Secret: masked wherever it lands. */
  readonly secret?: true;
}

export interface Entry {
  readonly key: string;
  readonly value: Node;
  /** A plain key that reads as another type than a text: kustomize refuses what still has it in the end, as JSON has no such key. */
  readonly untyped?: true;
  /** The key derives from a Secret. */
  readonly secret?: true;
}

export interface MapNode {
  readonly kind: 'map';
  /** In source order; keys are unique. */
  readonly entries: readonly Entry[];
  /** The key that holds this map; for a document, its first line. */
  readonly origin: Origin;
  readonly schema?: SchemaComment;
  /** Where a value in it is written as an alias, or merged into it: the value itself knows the place of its anchor. */
  readonly aliases?: readonly Pick<Position, 'line' | 'column'>[];
  /** Written in braces: kustomize keeps that, and quotes an empty text in it that it leaves bare elsewhere. */
  readonly flow?: true;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  /** The key that holds this list. */
  readonly origin: Origin;
  readonly schema?: SchemaComment;
  readonly aliases?: readonly Pick<Position, 'line' | 'column'>[];
  /** Written in brackets. */
  readonly flow?: true;
}

/** A JSON object in the comment of a list or map: kustomize takes it for the OpenAPI schema of the field, whatever the kind's own says. */
export type SchemaComment = JsonObject;

/** A value of a manifest. Transformers return new nodes and share what they did not touch. */
export type Node = ScalarNode | MapNode | ListNode;

/** A path into a node: map keys and list indices. */
export type Path = readonly (string | number)[];

/** Plain JSON, as the API server speaks it. Integers beyond 2^53 are kept as bigint. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
