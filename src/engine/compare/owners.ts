// The owner table: which method finds drift under which owner, and under which field manager.
import type { App, AppKind, ControllerRef } from '../model';
import type { ManagerEntry } from './field-set';

/** How an owner that applies server-side does it. */
export interface ApplyRule {
  readonly kind: 'apply';
  readonly fieldManager: string;
  /** Entries whose fields the owner makes its own before it applies. */
  readonly takesOver: (entry: ManagerEntry) => boolean;
  /** Labels that the owner adds to each object. */
  readonly labels: Readonly<Record<string, string>>;
  /** The group in whose annotations and labels an object says how it wants to be applied. */
  readonly group?: string;
}

export type OwnerRule = ApplyRule | { readonly kind: 'unsupported' };

type OwnerKind = ControllerRef['kind'] | 'none';

const OWNERS: Readonly<Record<OwnerKind, (app: App) => OwnerRule>> = {
  none: () => ({ kind: 'apply', fieldManager: 'plumbline', takesOver: () => false, labels: {} }),
  Kustomization: fluxKustomization,
  // Their own ways of applying differ: a server-side dry run would give a wrong answer.
  HelmRelease: () => ({ kind: 'unsupported' }),
  Application: () => ({ kind: 'unsupported' }),
  ApplicationSet: () => ({ kind: 'unsupported' }),
  Bundle: () => ({ kind: 'unsupported' }),
};

const UNSUPPORTED_KINDS: ReadonlySet<AppKind> = new Set<AppKind>(['helmRelease', 'argoApplication', 'argoApplicationSet', 'fleetBundle']);

export function ownerRule(app: App): OwnerRule {
  if (app.owner !== undefined) return OWNERS[app.owner.kind](app);
  return UNSUPPORTED_KINDS.has(app.kind) ? { kind: 'unsupported' } : OWNERS.none(app);
}

/**
 * Facts from kustomize-controller 1.9.5 (field managers that it takes over, prefixes included, never those of a subresource)
 * and fluxcd/pkg/ssa 0.76 (owner labels).
 */
function fluxKustomization(app: App): OwnerRule {
  const group = 'kustomize.toolkit.fluxcd.io';
  const fieldManager = 'kustomize-controller';
  return {
    kind: 'apply',
    fieldManager,
    group,
    labels: app.owner === undefined ? {} : { [`${group}/name`]: app.owner.name, [`${group}/namespace`]: app.owner.namespace },
    takesOver: ({ manager, operation, subresource }) => {
      if (subresource !== '') return false;
      if (manager.startsWith('kubectl')) return true;
      return operation === 'Update' && (manager.startsWith('before-first-apply') || manager.startsWith(fieldManager));
    },
  };
}
