// A failure is a value: a closed code, a position where there is one, and the details that the sentence needs.

import type { Position } from './origin';

/** Every way in which a step of the engine can come short. Callers branch on these; people read `presenter/messages.ts`. */
export const FAILURE_CODES = [
  // reading
  'notYaml',
  'notFound',
  'unreadable',
  'unread',
  'notAsked',
  'rendering',
  'tooSlow',
  'noRenderThread',
  'fileTooLarge',
  'tooLarge',
  'tooMuchWork',
  'treeTooLarge',
  // kustomize
  'notAKustomization',
  'unknownField',
  'invalidField',
  'cycle',
  'noKustomization',
  'severalKustomizations',
  'unsupported',
  'externalProgram',
  'helmNotEnabled',
  'patchTargetMissing',
  'patchInvalid',
  'duplicateObject',
  'objectInvalid',
  'projectRefuses',
  'projectRefusesObject',
  'generatorInvalid',
  'conflictingFields',
  'outsideRoot',
  // fetching
  'notFetched',
  'downloadFailed',
  // helm
  'chartInvalid',
  'archiveInvalid',
  'dependencyMissing',
  'lockOutOfSync',
  'valuesInvalid',
  'schemaViolated',
  'schemaUnresolved',
  'kubeVersionMismatch',
  'templateInvalid',
  'templateFailed',
  'wordsWithheld',
  'lookupFailed',
  // discovery
  'unresolvedSource',
  'notDeclared',
  'otherBranch',
  'onlyInCluster',
  'commitUnknown',
  'notDecrypted',
  'decryptionFailed',
  'notInCluster',
  'clusterUnanswered',
  'noArgoCd',
  'noEnvironment',
  'noSuchEnvironment',
  'noSuchApp',
  'noSuchRelease',
  'noSuchObject',
  'objectUnknown',
  'noSuchField',
  'itemByName',
  'ambiguous',
  'settingInvalid',
  'settingUnknown',
  'settingUnmatched',
  'promotionCycle',
  'noTagChosen',
  'applicationsUnknown',
  'applicationsUnfetched',
  'applicationsSecret',
  'applicationsEndless',
  // cluster
  'unreachable',
  'timeout',
  'forbidden',
  'unauthorised',
  'noSuchContext',
  'contextMismatch',
  'notPinned',
  'noSuchKind',
  'conflict',
  'rejected',
  'noCluster',
  'snapshotInvalid',
  'unknownOwnership',
  'nodeTooOld',
  // git
  'noRepository',
  'noCommit',
  'noRemote',
  'branchExists',
  'dirtyFile',
  'gitFailed',
  'nothingToPromote',
  'notPromotable',
  'automatedLine',
  'clustersUnknown',
  'notDeployed',
  'controllerOnly',
  // all
  'cancelled',
  'usage',
  'untrusted',
  'programMissing',
  'programFailed',
  'outputFailed',
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** Something that did not work, as plain data. `line` and `column` count from 1. */
export interface Failure {
  readonly code: FailureCode;
  /** Repository-relative path with `/`. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** What the sentence names: a field, a path, a context, a kind. */
  readonly subject?: string;
  /** The underlying tool's or server's own words, masked by the presenter before anybody sees them. */
  readonly detail?: string;
  /** What led there, the outermost first: kustomizations, or templates that include each other. */
  readonly via?: readonly string[];
  /** The lines that are why, such as the rule that refuses. */
  readonly related?: readonly Position[];
  /** The address of a repository that is not here, without credentials: a clone of it can be named. */
  readonly repository?: string;
  /** What a cluster could be asked that the user names: its path, as in `cluster-question.ts`. */
  readonly clusterQuestion?: string;
}

const LIMITS: ReadonlySet<FailureCode> = new Set([
  'unsupported',
  'unresolvedSource',
  'notDeclared',
  'otherBranch',
  'onlyInCluster',
  'commitUnknown',
  'notDecrypted',
  'decryptionFailed',
  'unread',
  'notAsked',
  'rendering',
  'notFetched',
  'automatedLine',
  'clustersUnknown',
  'notDeployed',
  'controllerOnly',
]);

/** A limit of ours, or what a working tree cannot settle: no fault of the file, and so no alarm. */
export function isLimit({ code }: Failure): boolean {
  return LIMITS.has(code);
}

/** What a source holds is not known here: it is none of this repository, or nothing here tells what it is. */
export function isUntraced({ code }: Failure): boolean {
  return code === 'unresolvedSource' || code === 'notDeclared' || code === 'otherBranch';
}

/** Thrown, by name, only for cancellation: every other failure is a value. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** Carries a Failure through code that must unwind, up to the stage's public function, which returns it as a value. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  constructor(readonly failure: Failure) {
    super(`${failure.code}: ${failure.subject ?? ''} ${failure.detail ?? ''}`);
  }
}
