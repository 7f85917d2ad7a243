// Makes charts for the bench, the same for the same size every time, in the ways that charts are written: helpers, values with defaults, `tpl`, `toYaml`, ranges.
// @ts-check

const HELPERS = `{{- define "made.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "made.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}
{{- define "made.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "made.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "made.selector" -}}
app.kubernetes.io/name: {{ include "made.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
`;

/** @param {string} part */
const deployment = (part) => `{{- with .Values.${part} }}
{{- if .enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "made.fullname" $ }}-${part}
  labels:
    {{- include "made.labels" $ | nindent 4 }}
    app.kubernetes.io/component: ${part}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if not .autoscaling.enabled }}
  replicas: {{ .replicas | int }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "made.selector" $ | nindent 6 }}
      app.kubernetes.io/component: ${part}
  template:
    metadata:
      annotations:
        checksum/settings: {{ toYaml .settings | sha256sum }}
      labels:
        {{- include "made.selector" $ | nindent 8 }}
        app.kubernetes.io/component: ${part}
    spec:
      {{- with $.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: ${part}
          image: "{{ .image.repository }}:{{ .image.tag | default $.Chart.AppVersion }}"
          imagePullPolicy: {{ .image.pullPolicy | default "IfNotPresent" }}
          env:
            {{- range $key, $value := .env }}
            - name: {{ $key | upper | replace "-" "_" }}
              value: {{ tpl (toString $value) $ | quote }}
            {{- end }}
          ports:
            {{- range .ports }}
            - name: {{ .name }}
              containerPort: {{ .port }}
              protocol: {{ .protocol | default "TCP" }}
            {{- end }}
          resources:
            {{- toYaml .resources | nindent 12 }}
      {{- with .nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
{{- end }}
{{- end }}
`;

/** @param {string} part */
const others = (part) => ({
  [`service-${part}.yaml`]: `{{- if .Values.${part}.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "made.fullname" . }}-${part}
  labels:
    {{- include "made.labels" . | nindent 4 }}
spec:
  type: {{ .Values.${part}.service.type }}
  ports:
    {{- range .Values.${part}.ports }}
    - port: {{ .port }}
      targetPort: {{ .name }}
      name: {{ .name }}
    {{- end }}
  selector:
    {{- include "made.selector" . | nindent 4 }}
{{- end }}
`,
  [`settings-${part}.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "made.fullname" . }}-${part}
  labels:
    {{- include "made.labels" . | nindent 4 }}
data:
  settings.yaml: |
    {{- .Values.${part}.settings | toYaml | nindent 4 }}
`,
  [`account-${part}.yaml`]: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ printf "%s-${part}" (include "made.fullname" .) | trunc 63 }}
  labels:
    {{- include "made.labels" . | nindent 4 }}
`,
  [`scaler-${part}.yaml`]: `{{- if and .Values.${part}.enabled .Values.${part}.autoscaling.enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "made.fullname" . }}-${part}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "made.fullname" . }}-${part}}
  minReplicas: {{ .Values.${part}.autoscaling.min }}
  maxReplicas: {{ .Values.${part}.autoscaling.max }}
{{- end }}
`,
});

/** @param {string} part @param {number} index */
const values = (part, index) => `${part}:
  enabled: true
  replicas: ${1 + (index % 3)}
  annotations: {team: "team-${index % 7}"}
  autoscaling: {enabled: ${index % 2 === 0}, min: 2, max: 10}
  image: {repository: registry.example.com/${part}}
  env:
    log-level: info
    release: "{{ .Release.Name }}"
    timeout: ${30 + index}
  ports:
    - {name: http, port: 8080}
    - {name: metrics, port: 9090}
  service: {type: ClusterIP}
  resources:
    limits: {cpu: 500m, memory: 256Mi}
    requests: {cpu: 100m, memory: 128Mi}
  nodeSelector: {kubernetes.io/os: linux}
  settings:
    server: {host: 0.0.0.0, port: 8080}
    features: [search, checkout, "recommendations-${index}"]
`;

/**
 * Five templates for each part, and the files that every chart has.
 *
 * @param {number} parts
 * @returns {import('./bench-fleet.mjs').Tree} paths below the chart's folder
 */
export function madeChart(parts) {
  const names = Array.from({ length: parts }, (_, index) => `part${index}`);
  const templates = names.map((part) => ({ [`deployment-${part}.yaml`]: deployment(part), ...others(part) }));
  const files = Object.entries(Object.assign({}, ...templates)).map(([name, text]) => [`templates/${name}`, text]);
  return {
    'Chart.yaml': 'apiVersion: v2\nname: made\nversion: 1.0.0\nappVersion: "2.1"\n',
    'values.yaml': `nameOverride: ""\nfullnameOverride: ""\nimagePullSecrets: [{name: registry}]\n${names.map(values).join('')}`,
    'templates/_helpers.tpl': HELPERS,
    ...Object.fromEntries(files),
  };
}
