// Objects that a controller makes Secrets of in the cluster: Git names the Secret there, and does not hold its values.
import type { Path, Position } from '../model';
import { at, text } from '../yaml/access';
import type { SourceObject } from './sources';

interface Maker {
  readonly group: string;
  readonly kind: string;
  /** Where the Secret's name may stand, the first that is set; the object's own where none is. */
  readonly names: readonly Path[];
  /** Set where the object makes a Secret only if it names one. */
  readonly onlyNamed?: true;
  /** What the Secret is called behind the object's own name. */
  readonly suffix?: string;
}

const EXTERNAL: Path = ['spec', 'externalSecretSpec', 'target', 'name'];
const DESTINATION: Path = ['spec', 'destination', 'name'];

/**
 * Sources: the API references of external-secrets.io, Sealed Secrets (whose controller takes no name from the template), HashiCorp's Vault Secrets
 * Operator, cert-manager, Flux's Terraform controller, and Cluster API (the kubeconfig of a Cluster).
 */
const MAKERS: readonly Maker[] = [
  { group: 'external-secrets.io', kind: 'ExternalSecret', names: [['spec', 'target', 'name']] },
  { group: 'external-secrets.io', kind: 'ClusterExternalSecret', names: [EXTERNAL, ['spec', 'externalSecretName']] },
  { group: 'bitnami.com', kind: 'SealedSecret', names: [] },
  { group: 'secrets.hashicorp.com', kind: 'VaultStaticSecret', names: [DESTINATION] },
  { group: 'secrets.hashicorp.com', kind: 'VaultDynamicSecret', names: [DESTINATION] },
  { group: 'secrets.hashicorp.com', kind: 'VaultPKISecret', names: [DESTINATION] },
  { group: 'cert-manager.io', kind: 'Certificate', names: [['spec', 'secretName']], onlyNamed: true },
  { group: 'infra.contrib.fluxcd.io', kind: 'Terraform', names: [['spec', 'writeOutputsToSecret', 'name']], onlyNamed: true },
  { group: 'cluster.x-k8s.io', kind: 'Cluster', names: [], suffix: '-kubeconfig' },
];

/** The name of the Secret that an object has made; undefined where it makes none. */
export function madeSecret({ apiVersion, kind, name, node }: Omit<SourceObject, keyof Position>): string | undefined {
  const maker = MAKERS.find((each) => each.kind === kind && apiVersion.startsWith(`${each.group}/`));
  if (maker === undefined || text(at(node, ['spec', 'target', 'creationPolicy'])) === 'None') return undefined;
  const named = maker.names.map((path) => text(at(node, path))).find((found) => found !== undefined && found !== '');
  return named ?? (maker.onlyNamed ? undefined : `${name}${maker.suffix ?? ''}`);
}
