// A real Kubernetes API server for a test file: `beforeAll(startApiServer)`, `afterAll(server.stop)`.
export { type ApiServer, startApiServer } from '../../scripts/cluster.mjs';
export type { KubeClient, Manifest } from '../../scripts/kube.mjs';
