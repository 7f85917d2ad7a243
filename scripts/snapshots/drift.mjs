// What people did to the clusters by hand, each change written as the tool they used writes it.
import { deploymentStatus } from './status.mjs';

const DRIFT = { dev: async () => {}, staging, production };

export function makeDrift(server, environment) {
  return DRIFT[environment](server);
}

/** One log level, raised while somebody looked for a bug. */
async function staging(server) {
  const settings = (await server.list('ConfigMap')).find(({ metadata }) => metadata.name.startsWith('storefront-settings-'));
  await server.strategicPatch({ kind: 'ConfigMap', metadata: settings.metadata }, { data: { LOG_LEVEL: 'debug' } }, 'kubectl-edit');
}

async function production(server) {
  const storefront = deployment('storefront');
  await server.mergePatch(storefront, { spec: { replicas: 8 } }, 'kubectl', 'scale');
  await deploymentStatus(server, storefront, {});

  const cart = deployment('cart');
  const image = 'ghcr.io/plumb-shop/cart:1.8.1';
  await server.strategicPatch(cart, { spec: { template: { spec: { containers: [{ name: 'cart', image }] } } } }, 'kubectl-set');
  await deploymentStatus(server, cart, { revision: 8 });

  const payments = deployment('payments');
  const env = [{ name: 'HTTP_PROXY', value: 'http://10.0.0.5:3128' }];
  await server.strategicPatch(payments, { spec: { template: { spec: { containers: [{ name: 'payments', env }] } } } }, 'kubectl-edit');
  await deploymentStatus(server, payments, { revision: 8 });

  const password = Buffer.from('rotated-by-the-database-team').toString('base64');
  await server.strategicPatch(
    { kind: 'Secret', metadata: { name: 'payments-db', namespace: 'payments' } },
    { data: { password } },
    'kubectl-patch',
  );

  await server.remove({ kind: 'PodDisruptionBudget', metadata: { name: 'catalog', namespace: 'catalog' } });
  await deploymentStatus(server, deployment('catalog'), { unavailable: 2 });
}

function deployment(name) {
  return { kind: 'Deployment', metadata: { name, namespace: name } };
}
