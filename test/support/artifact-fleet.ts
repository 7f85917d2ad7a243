// A fleet whose apps come out of artifacts that copy rules put together: moved, laid over each other, and merged.
import { fluxKustomization, kustomization } from '../engine/discover/trees';
import { CHART, release } from '../engine/render/flux/helm-trees';

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    tier: front
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: web
          image: app:1.0
          env:
            - name: LEVEL
              value: info
`;

export const ARTIFACT_FLEET: Readonly<Record<string, string>> = {
  ...CHART,
  'charts/show/values.yaml': 'size: small\nother: 2\n',
  'clusters/dev/web.yaml': fluxKustomization('web', './here').replace(
    'name: flux-system\n    kind: GitRepository',
    'name: web\n    kind: ExternalArtifact',
  ),
  'clusters/dev/artifacts.yaml': `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata:
  name: parts
  namespace: flux-system
spec:
  sources:
    - alias: fleet
      kind: GitRepository
      name: flux-system
  artifacts:
    - name: web
      copy:
        - from: "@fleet/apps/web/**"
          to: "@artifact/here/"
          exclude: ["notes/**"]
        - from: "@fleet/shared/patch.yaml"
          to: "@artifact/"
        - from: "@fleet/environments/dev/*.yaml"
          to: "@artifact/here/"
        - from: "@fleet/environments/dev/settings.yaml"
          to: "@artifact/here/settings.yaml"
          strategy: Merge
    - name: show
      copy:
        - from: "@fleet/charts/show"
          to: "@artifact/"
        - from: "@fleet/environments/dev/values.yaml"
          to: "@artifact/show/values.yaml"
          strategy: Merge
`,
  'apps/web/kustomization.yaml': kustomization(
    'resources:\n  - deployment.yaml\n  - settings.yaml\n  - release.yaml\n  - environments/dev/values-of.yaml\npatches:\n  - path: ../patch.yaml\nimages:\n  - name: app\n    newTag: "1.1"\nconfigMapGenerator:\n  - name: made\n    files:\n      - texts/a.txt\n',
  ),
  'apps/web/deployment.yaml': deployment(1),
  'apps/web/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n  region: none\n',
  'apps/web/texts/a.txt': 'a text\n',
  'apps/web/notes/read.yaml': 'not: deployed\n',
  'apps/web/release.yaml': release('values:\n  mine: 1').replace(
    / {2}chart:\n( {4}.*\n)+/,
    '  chartRef:\n    kind: ExternalArtifact\n    name: show\n    namespace: flux-system\n',
  ),
  'shared/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
  'environments/dev/settings.yaml': 'data:\n  region: north\n  zone: a\n',
  'environments/dev/values-of.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: values-of\ndata:\n  size: large\n',
  'environments/dev/values.yaml': 'size: large\nmore: 1\n',
};
