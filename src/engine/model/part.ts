// What belongs to an environment besides its apps: infrastructure that other tools carry out, and that is listed and not rendered.
import type { Position } from './origin';

export type PartKind = 'terraform' | 'terraformFiles' | 'clusterApi' | 'atlantis' | 'jenkinsX' | 'helmfile' | 'ansible';

/** The position is of the object, or of what describes the part in its file. */
export interface Part extends Position {
  readonly kind: PartKind;
  readonly name: string;
  /** Why it is of its environment, or of none, in words a person can check. */
  readonly reason: string;
  /** Name of the app that takes its object in. */
  readonly app?: string;
  /** The folder that it is carried out in, as it is written. */
  readonly folder?: string;
  readonly workspace?: string;
  /** Kind and name of the object that it is made from. */
  readonly from?: string;
  /** Names of what must be ready first. */
  readonly dependsOn?: readonly string[];
  /** Names of variables, and not their values: those may be secret. */
  readonly variables?: readonly string[];
  /** What promotion can carry to the same part of another environment; absent where there is nothing. */
  readonly versions?: readonly PartVersion[];
}

/** A version that a file of a part pins; the position is that of the text. */
export interface PartVersion extends Position {
  /** `module terraform-aws-modules/vpc/aws`, `chart web`, `variable image_tag`. */
  readonly name: string;
  readonly tag: string;
  /** The whole text, where it holds more than the tag. */
  readonly scalar?: string;
}
