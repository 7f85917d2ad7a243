// What is known of an Application's project and of what it refuses: from files, and where these leave it open, from the cluster of Argo CD that was asked for its clusters.
import type { AppProject, Failure, Json, JsonObject } from '../../model';
import { answerIn, argoClustersPath } from '../../model/cluster-question';
import { fromJson } from '../../yaml/json';
import { type ClusterSecret, clusterSecret, clustersIn } from '../argo-secrets';
import type { Inventory } from '../inventory';
import type { Seeker } from '../nearest';
import { once } from '../once';
import type { SourceObject } from '../sources';
import { projectOf } from './find';
import { judged } from './refusals';

export interface Judgement {
  readonly project?: AppProject;
  readonly refusals: readonly Failure[];
}

/** @param control the namespace of Argo CD, where its projects are. */
export function judge(object: SourceObject, seeker: Seeker, control: string, inventory: Inventory): Judgement {
  const judgedBy = (clusters: readonly ClusterSecret[]): Judgement => {
    const project = projectOf(object, seeker, control, { inventory, clusters });
    if (project === undefined) return { refusals: [] };
    const { refusals, undecided } = judged(object, project, control);
    return { project: undecided === undefined ? project : { ...project, undecided }, refusals };
  };
  const known = clustersIn(inventory);
  const first = judgedBy(known);
  if (first.project?.rules === undefined || first.project.undecided === undefined) return first;
  const told = clustersTold(control, object, inventory);
  // What the cluster has counts before a file.
  const others = known.filter(({ server, name }) => told.every((one) => one.server !== server && one.name !== name));
  return told.length === 0 ? first : judgedBy([...told, ...others]);
}

function clustersTold(control: string, { node }: SourceObject, inventory: Inventory): readonly ClusterSecret[] {
  const answer = inventory.answerOf(argoClustersPath(control));
  if (answer.kind !== 'file') return [];
  const known = lastTold(inventory);
  if (known.text !== answer.text) {
    const { items = [] } = answerIn(answer.text) as JsonObject;
    known.text = answer.text;
    known.clusters = (items as readonly Json[]).flatMap((item) => {
      const secret = fromJson(item, { ...node.origin, step: 'live', approximate: true });
      return secret.kind === 'map' ? clusterSecret(secret) : [];
    });
  }
  return known.clusters;
}

/** What the last answer told: nearly all Applications ask the same. */
const lastTold = once((_inventory: Inventory): { text?: string; clusters: readonly ClusterSecret[] } => ({ clusters: [] }));
