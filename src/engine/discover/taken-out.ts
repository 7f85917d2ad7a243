// Objects of controllers that stand in folders which apps apply, and that none of these apps applies: patches take them out.
import { type Applied, isAppProject, isApplication, isApplicationSet, placeOf } from './applied';
import { type AllTrees, factsAt } from './clone-trees';
import { isKind, type SourceObject } from './sources';

/** The places of such objects. One that any app may apply is none of them. */
export function takenOut(applied: readonly Applied[], trees: AllTrees): ReadonlySet<string> {
  const out = new Set<string>();
  const held = new Set<string>();
  for (const { folder, isAll, objects, asTheyStand } of applied) {
    if (folder === undefined) continue;
    const places = new Set([...objects.map(({ origin }) => placeOf(origin)), ...(asTheyStand ?? [])]);
    const isLooked = (object: SourceObject): boolean => isOfOthers(object) || (asTheyStand !== undefined && isFluxKustomization(object));
    for (const place of placesIn(folder, trees, isLooked)) (isAll && !places.has(place) ? out : held).add(place);
  }
  return new Set([...out].filter((place) => !held.has(place)));
}

function placesIn(folder: string, trees: AllTrees, isLooked: (object: SourceObject) => boolean): readonly string[] {
  const { sources, reachOf } = factsAt(folder, trees);
  return [...reachOf(folder).files.keys()].flatMap((file) => sources.files.get(file)?.objects.filter(isLooked).map(placeOf) ?? []);
}

/** Below a Flux Kustomization they are told apart where that is followed. */
function isFluxKustomization(object: SourceObject): boolean {
  return isKind(object, 'kustomize.toolkit.fluxcd.io', 'Kustomization');
}

/** Every app over such objects is looked at as a whole. */
function isOfOthers(object: SourceObject): boolean {
  return isApplication(object) || isApplicationSet(object) || isAppProject(object) || isKind(object, 'fleet.cattle.io', 'GitRepo');
}
