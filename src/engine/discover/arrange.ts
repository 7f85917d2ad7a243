// Brings environments into promotion order, says why each stands where it does, and leaves out what a declaration hides.
import type { Failure } from '../model';
import type { DeclaredEnvironment, Declarations } from './declared/read';
import type { Inventory } from './inventory';
import { branchEnvironment, compareEnvironments, hasEnvironmentPart, isOfSameRank } from './order';
import { readPipelineOrder } from './pipeline-order';

/** What needs no explanation: most environments are ordered so. */
export const BY_NAME = 'by its name';

export interface Arranged {
  readonly shown: readonly { readonly name: string; readonly orderReason: string; readonly expectedContext?: string }[];
  readonly hidden: readonly { readonly name: string; readonly place: string }[];
  readonly failures: readonly Failure[];
}

/**
 * Declared orders go first, then what Kargo and GitOps Promoter promote through, then the names that people use. The place in the list of
 * declarations counts where none of these decides: a list holds only what has to be said, and so it is no order of all environments.
 */
export function arrange(found: Iterable<string>, declarations: Declarations, inventory: Inventory): Arranged {
  const declared = new Map(declarations.environments.map((environment) => [environment.name, environment]));
  const ofBranch = declaredBranches(declarations);
  const pipeline = readPipelineOrder(inventory, (branch) => ofBranch.get(branch) ?? branchEnvironment(branch) ?? branch);
  const listed = new Map(declarations.environments.map(({ name }, index) => [name, index]));
  const names = [...new Set(found)].sort(compareEnvironments(listed));
  const ordered = names.filter((name) => declared.get(name)?.order !== undefined);
  const others = pipeline.sorted(names.filter((name) => declared.get(name)?.order === undefined));
  ordered.sort((a, b) => (declared.get(a)?.order ?? 0) - (declared.get(b)?.order ?? 0));
  const shown = [...ordered, ...others].filter((name) => declared.get(name)?.hidden !== true);
  return {
    shown: shown.map((name) => {
      const context = declared.get(name)?.context;
      const orderReason =
        declaredOrder(declared.get(name)) ?? pipeline.reasonOf(name) ?? listReason(name, others, declared) ?? nameReason(name);
      return { name, orderReason, ...(context === undefined ? {} : { expectedContext: context }) };
    }),
    hidden: names.flatMap((name) => (declared.get(name)?.hidden === true ? [{ name, place: declared.get(name)?.place ?? '' }] : [])),
    failures: pipeline.failures,
  };
}

/** Branches that a declaration names, with the environment that each is. */
export function declaredBranches({ environments }: Declarations): ReadonlyMap<string, string> {
  return new Map(environments.flatMap(({ branch, name }) => (branch === undefined ? [] : [[branch, name] as const])));
}

function declaredOrder(declared: DeclaredEnvironment | undefined): string | undefined {
  return declared?.order === undefined ? undefined : `order ${declared.order} in ${declared.place}`;
}

/** Where the names of several environments say nothing of which comes first, and the list has one. */
function listReason(name: string, names: readonly string[], declared: ReadonlyMap<string, DeclaredEnvironment>): string | undefined {
  const own = declared.get(name);
  const isTold = own !== undefined && names.some((other) => other !== name && isOfSameRank(name, other));
  return isTold ? `its place in the list of environments (${own.place})` : undefined;
}

function nameReason(name: string): string {
  return hasEnvironmentPart(name) ? BY_NAME : 'no rule orders its name, so it comes last unless .plumbline.yaml gives it an order';
}
