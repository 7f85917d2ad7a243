// What a line of the sources decides in what is rendered, and what an edit changes there.
import type { Failure } from './failure';
import type { Path } from './node';
import type { Origin, Position, Step } from './origin';
import type { ObjectRef, RenderedChange } from './rendered';

/**
 * How a line bears on a field, the strongest first.
 * `sets`: the field's value has its origin there. `contributes`: a part of the value does, such as a name under a prefix, or data that a hash is made of.
 * `controls`: it decides that the value was set, such as the selector of a patch's target. `overridden`: it did one of these, and a later step set
 * the field anew.
 */
export const BEARINGS = ['sets', 'contributes', 'controls', 'overridden'] as const;
export type Bearing = (typeof BEARINGS)[number];

/** A place of the sources; without a column, all of its line. */
export type SourcePlace = Pick<Position, 'file' | 'line'> & { readonly column?: number };

/** One field of one rendered object. */
export interface FieldPlace {
  /** Index into the objects of the render, which is also the one of the app's preview. */
  readonly object: number;
  /** Map keys and list indices; empty for the object as a whole. */
  readonly path: Path;
}

/** One field of one rendered object that a line bears on. */
export interface FieldReach extends FieldPlace {
  readonly how: Bearing;
  /** The step in which the line bears on the field. */
  readonly step: Step;
  /** Where exactly in the line. */
  readonly at: Position;
  /** What decided the value that is there now: for an overridden line, what won over it. */
  readonly origin: Origin;
}

/** The same with what a person wants to see of it. Names and values are masked. */
export interface ReachedField extends FieldReach {
  readonly ref: ObjectRef;
  /** Of a scalar. */
  readonly value?: string;
}

/** A field of which it is not known whether a line bears on it. */
export interface UndecidedField extends FieldPlace {
  /** Masked. */
  readonly ref: ObjectRef;
}

export interface AppReach {
  readonly environment: string;
  readonly app: string;
  /** In the order of the objects, and of the fields in them. */
  readonly fields: readonly ReachedField[];
}

export interface Reach {
  readonly place: SourcePlace;
  /** Apps that the line bears on, by environment in promotion order. */
  readonly apps: readonly AppReach[];
  /**
   * Further fields of what charts make of a value in the line or of others: they are made of more values than their origins name, and this
   * one may be among the rest. Apps that have such fields.
   */
  readonly undecided: readonly { readonly environment: string; readonly app: string; readonly fields: readonly UndecidedField[] }[];
  /** Apps of which not everything could be rendered: the line may bear on more of them than is known. */
  readonly incomplete: readonly { readonly environment: string; readonly app: string; readonly failures: readonly Failure[] }[];
}

/** One field that differs between two renders. Values are masked; one side is absent for a field that comes or goes. */
export interface FieldEffect {
  /** List items are named by their keys where they have some: `[name=web]`. */
  readonly path: Path;
  readonly before?: string;
  readonly after?: string;
  /** What decides the field after the edit, or decided it before where it goes. */
  readonly origin?: Origin;
}

export interface ObjectEffect extends RenderedChange {
  /** Empty for an object that comes or goes as a whole. */
  readonly fields: readonly FieldEffect[];
}

/** What an edit does to one app that reads an edited file, or that the edit makes another app of. */
export interface AppEffect {
  readonly environment: string;
  readonly app: string;
  /** Whether the app is there on both sides. */
  readonly state: 'stays' | 'comes' | 'goes';
  /** Empty where the edit changes nothing of it. */
  readonly objects: readonly ObjectEffect[];
  /** What could not be rendered on either side: with any of these, no change is no proof that there is none. */
  readonly failures: { readonly before: readonly Failure[]; readonly after: readonly Failure[] };
}
