// The table of verbs: what each one takes, and where it is carried out.
import type { ParseArgsConfig } from 'node:util';
import { FLAGS_OF_HELM } from './helm-flags';
import type { Invocation } from './invocation';
import type { OtherFlags } from './own-arguments';

export type OptionSpecs = Record<string, OptionSpec>;
export type OptionSpec = NonNullable<ParseArgsConfig['options']>[string] & {
  /** What the help says of it. */
  readonly help: string;
  /** What its value stands for, in the help. */
  readonly value?: string;
};

export interface Verb {
  readonly name: string;
  /** Positional arguments, as the help shows them; those in brackets may be left out. */
  readonly takes: readonly string[];
  readonly summary: string;
  readonly notes?: string;
  readonly options: OptionSpecs;
  /** Flags of the tool that the verb stands for. */
  readonly others?: OtherFlags;
  /** The verb's code is loaded when it is used, so that starting costs nothing. */
  readonly load: () => Promise<{ run(call: Invocation): Promise<number> }>;
}

export const GLOBAL_OPTIONS: OptionSpecs = {
  repo: { type: 'string', value: 'DIR', help: 'the tree to work on; the Git repository around the current folder unless given' },
  offline: { type: 'boolean', help: 'fetch nothing: remote bases are taken as they were fetched last' },
  json: { type: 'boolean', help: 'print JSON as schema/plumbline.schema.json describes it' },
  quiet: { type: 'boolean', short: 'q', help: 'no warnings and no progress' },
  'no-color': { type: 'boolean', help: 'no colours (as the variable NO_COLOR)' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** Of verbs that render what controllers apply. */
const SOURCE_OPTIONS: OptionSpecs = {
  repository: {
    type: 'string',
    multiple: true,
    value: 'URL=DIR',
    help: 'a clone on this machine that stands for another repository, as it is checked out; may be given more than once',
  },
};

/** Nothing is decrypted unless asked for. */
const DECRYPT_OPTIONS: OptionSpecs = {
  decrypt: { type: 'boolean', help: 'decrypt what SOPS encrypted, with the sops on the PATH and your own keys; the values stay masked' },
};

const CLUSTER_OPTIONS: OptionSpecs = {
  context: { type: 'string', value: 'NAME', help: 'kube-context; the pinned one, or else the current one, unless given' },
  pin: { type: 'boolean', help: 'pin the environment to this cluster, if it is not pinned yet' },
};

/** Of verbs that ask a cluster only where one is named. */
const ASKED_OPTIONS: OptionSpecs = {
  context: { type: 'string', value: 'NAME', help: 'kube-context of the cluster that answers what charts and generators ask of it' },
  snapshot: { type: 'string', value: 'PATH', help: 'dumped objects that answer instead' },
};

/** What charts are told. */
const TOLD_OPTIONS: OptionSpecs = {
  'kube-version': { type: 'string', value: 'VERSION', help: 'what charts are told of the cluster; v1.37.0 unless given' },
  'api-versions': { type: 'string', short: 'a', value: 'VERSION', multiple: true, help: 'further API versions that charts are told of' },
  'real-random': {
    type: 'boolean',
    help: 'real random texts, keys and certificates in charts, other ones each time, instead of stand-ins',
  },
};

const REAL_RANDOM = TOLD_OPTIONS['real-random'] as OptionSpec;

const HELM_OPTIONS: OptionSpecs = {
  'chart-repo': { type: 'string', value: 'URL', help: 'the chart repository that CHART is in' },
  version: { type: 'string', value: 'VERSION', help: 'version of a chart that is fetched, or a range; the newest unless given' },
  devel: { type: 'boolean', help: 'the newest version may be a prerelease' },
  name: { type: 'string', value: 'NAME', help: 'name of the release; release-name unless given' },
  'name-template': { type: 'string', value: 'TEMPLATE', help: 'name of the release, as a template with Helm’s functions' },
  'generate-name': { type: 'boolean', short: 'g', help: 'a name of the release made of the chart’s and the time' },
  namespace: { type: 'string', short: 'n', value: 'NAME', help: 'namespace of the release; default unless given' },
  values: { type: 'string', short: 'f', value: 'FILE', multiple: true, help: 'a file of values; the last one is the strongest' },
  set: { type: 'string', value: 'KEY=VALUE', multiple: true, help: 'a value' },
  'set-string': { type: 'string', value: 'KEY=TEXT', multiple: true, help: 'a value that is a text in any case' },
  'set-file': { type: 'string', value: 'KEY=FILE', multiple: true, help: 'a value that is the text of a file' },
  'set-json': { type: 'string', value: 'KEY=JSON', multiple: true, help: 'a value as JSON' },
  'set-literal': { type: 'string', value: 'KEY=TEXT', multiple: true, help: 'a value that is the rest of the argument as it stands' },
  ...TOLD_OPTIONS,
  why: { type: 'boolean', help: 'print the objects, and say behind each value where it came from' },
  'show-only': {
    type: 'string',
    short: 's',
    value: 'TEMPLATE',
    multiple: true,
    help: 'print only the manifests of this template, such as templates/web.yaml',
  },
  'output-dir': { type: 'string', value: 'DIR', help: 'write the manifests to files below DIR instead of printing them' },
  'release-name': { type: 'boolean', help: 'with --output-dir, in a folder with the name of the release' },
  'include-crds': { type: 'boolean', help: 'print the CRDs of crds/ too' },
  'is-upgrade': { type: 'boolean', help: 'tell charts that this is an upgrade' },
  'skip-tests': { type: 'boolean', help: 'leave out what “helm test” runs' },
  'no-hooks': { type: 'boolean', help: 'leave out hooks' },
  'skip-schema-validation': { type: 'boolean', help: 'do not check the values against values.schema.json' },
  'helm-version': { type: 'string', value: '3|4', help: 'whose ways count; 4 unless given' },
  batch: { type: 'boolean', help: 'answer one request after the other, with caches kept' },
  'dry-run': { type: 'string', value: 'client|server', help: 'server: look up what charts ask for in the cluster; client unless given' },
  context: { type: 'string', value: 'NAME', help: 'kube-context for --dry-run=server; the current one unless given' },
  snapshot: { type: 'string', value: 'PATH', help: 'with --dry-run=server, dumped objects that answer instead of a cluster' },
  'show-secrets': { type: 'boolean', help: 'do not mask the values of Secrets on a terminal' },
};

export const VERBS: readonly Verb[] = [
  {
    name: 'render',
    takes: ['[DIR|URL]'],
    summary: 'Print what “kustomize build DIR” prints.',
    notes:
      'Prints nothing but the YAML; where something fails, nothing but the failures, on standard error.\n' +
      'On a terminal the values of Secrets are masked unless --show-secrets is given.\n' +
      'With --batch: a folder a line on standard input, a JSON line for each on standard output.\n' +
      'With --verify: exit code 0 where both build the same or both refuse, 1 where they differ, 2 where kustomize cannot be run.\n' +
      'With --repo the folders are looked for from there.',
    options: {
      ...SOURCE_OPTIONS,
      reorder: { type: 'string', value: 'none|legacy', help: 'order of the objects; what the kustomization says unless given' },
      why: { type: 'boolean', help: 'say behind each value where it came from' },
      verify: { type: 'boolean', help: 'compare with the kustomize on the PATH, and say whether both build the same' },
      'enable-helm': { type: 'boolean', help: 'carry out helmCharts, as kustomize does with the same flag; no helm is run' },
      'helm-version': {
        type: 'string',
        value: '3|4',
        help: 'with --enable-helm, whose ways count, as with --helm-command; 4 unless given',
      },
      'real-random': {
        ...REAL_RANDOM,
        help: 'with --enable-helm, real random texts, keys and certificates in charts instead of stand-ins',
      },
      batch: { type: 'boolean', help: 'answer one folder after the other, with caches kept' },
      'show-secrets': { type: 'boolean', help: 'do not mask the values of Secrets on a terminal' },
    },
    load: () => import('./verbs/render'),
  },
  {
    name: 'helm',
    takes: ['[NAME]', '[CHART]'],
    summary: 'Print what “helm template NAME CHART” prints.',
    notes:
      'NAME is the name of the release, and may be left out. CHART is a folder, a packaged chart, oci://… or, with --chart-repo, the name of a chart. Prints nothing but the manifests; where something fails, nothing but the failures.\n' +
      'Files of values come first, then --set-json, --set, --set-string, --set-file and --set-literal, as with Helm.\n' +
      'On a terminal the values of Secrets are masked unless --show-secrets is given.\n' +
      'With --batch: a JSON request a line on standard input ({"chart": …, "values": [FILE…], "set": […], …}), a JSON line for each.\n' +
      'Flags of “helm template” that change nothing of what it prints, such as --wait, are taken and left out.',
    options: { ...HELM_OPTIONS, ...SOURCE_OPTIONS },
    others: FLAGS_OF_HELM,
    load: () => import('./verbs/helm'),
  },
  {
    name: 'environments',
    takes: [],
    summary: 'List the environments in promotion order, with their apps.',
    notes: 'No cluster is asked unless --context or --snapshot names the one that Argo CD runs in: its generators then know its clusters.',
    options: {
      all: { type: 'boolean', help: 'with --json, an object: the environments, and what is of none, hidden or cannot be read' },
      ...SOURCE_OPTIONS,
      ...ASKED_OPTIONS,
    },
    load: () => import('./verbs/environments'),
  },
  {
    name: 'images',
    takes: [],
    summary: 'List the lines that image automation sets, with what each policy chooses from its registry now.',
    notes:
      'Asks the registries for tags, with your own Docker credentials; with --offline it asks nobody.\nExit code 1 where a policy chooses nothing.',
    options: SOURCE_OPTIONS,
    load: () => import('./verbs/images'),
  },
  {
    name: 'preview',
    takes: ['ENV', '[APP]'],
    summary: 'Print every object that the environment renders, Secrets masked.',
    notes:
      'Exit code 1 where something could not be rendered; the rest is printed all the same.\n' +
      'No cluster is asked, and charts are told that it has none of what they look up, unless --context or --snapshot names one.',
    options: {
      ...SOURCE_OPTIONS,
      ...DECRYPT_OPTIONS,
      why: { type: 'boolean', help: 'say behind each value where it came from' },
      ...ASKED_OPTIONS,
      ...TOLD_OPTIONS,
    },
    load: () => import('./verbs/preview'),
  },
  {
    name: 'explain',
    takes: ['ENV', '[APP]'],
    summary: 'Say why something is an environment, what is in it and in which order, and everything that could not be resolved.',
    notes: 'Prints Markdown: what could not be resolved first, then the order and a row for each app. --json has all of it.',
    options: {
      all: { type: 'boolean', help: 'all that is known of each app, as with APP' },
      ...SOURCE_OPTIONS,
      ...DECRYPT_OPTIONS,
      ...ASKED_OPTIONS,
    },
    load: () => import('./verbs/explain'),
  },
  {
    name: 'values',
    takes: ['ENV', 'APP'],
    summary: 'Print the merged Helm values of a HelmRelease or an Argo CD Application, each with its source, Secrets masked.',
    notes:
      'APP is the release, or the app that applies it and no other one. Exit code 1 where something is missing; the rest is printed all the same.',
    options: { ...SOURCE_OPTIONS, ...DECRYPT_OPTIONS },
    load: () => import('./verbs/values'),
  },
  {
    name: 'why',
    takes: ['ENV', 'KIND/NAME', 'PATH'],
    summary: 'Say which line decided a field, and which ones it overrode.',
    notes:
      'PATH is like spec.replicas, spec.containers[0].image, spec.containers[name=web].image or metadata.labels["a.b/c"].\n' +
      'Exit code 1: there is no such object or field; 2: nobody knows, as something is not fetched or cannot be rendered.',
    options: {
      ...SOURCE_OPTIONS,
      ...DECRYPT_OPTIONS,
      namespace: { type: 'string', short: 'n', value: 'NAME', help: 'namespace of the object, where the name alone is not enough' },
      app: { type: 'string', value: 'APP', help: 'the app that renders it, where several render one of that name' },
    },
    load: () => import('./verbs/why'),
  },
  {
    name: 'reach',
    takes: ['FILE:LINE[:COLUMN]'],
    summary: 'Say which fields of which objects a line decides, in every environment.',
    notes:
      'A line sets a field, contributes a part of it, controls that it is set, or is overridden by a later step.\n' +
      'With --repo the file is looked for from there. Exit code 2 where nothing is found and not everything could be rendered.',
    options: SOURCE_OPTIONS,
    load: () => import('./verbs/reach'),
  },
  {
    name: 'diff',
    takes: ['ENV', '[APP]'],
    summary: 'Compare what Git wants with what the cluster has, or with another revision or environment.',
    notes:
      'Exit code 0: no differences; 1: differences; 2: something is unknown, or an error.\n' +
      'With --against-rev and --against-env, rendered manifests are compared with rendered manifests; no cluster is asked.',
    options: {
      ...SOURCE_OPTIONS,
      ...DECRYPT_OPTIONS,
      ...CLUSTER_OPTIONS,
      'against-rev': { type: 'string', value: 'REV', help: 'compare with what a commit, branch or tag renders' },
      'against-env': { type: 'string', value: 'ENV', help: 'compare with what another environment renders' },
      ignored: { type: 'boolean', help: 'list every ignored difference, with the defaults that the server sets' },
      snapshot: { type: 'string', value: 'PATH', help: 'compare with dumped objects (kubectl get … -o yaml --show-managed-fields)' },
    },
    load: () => import('./verbs/diff'),
  },
  {
    name: 'check',
    takes: ['[ENV]'],
    summary: 'List what is wrong: what cannot be rendered, and what checks find on the lines of the sources.',
    notes:
      'Without ENV, kustomizations that belong to no environment are checked as well.\n' +
      'Exit code 0: no errors, though there may be warnings; 1: errors; 2: it could not be checked.\n--json is --format json.',
    options: {
      ...SOURCE_OPTIONS,
      format: { type: 'string', value: 'text|json|sarif|junit|markdown', help: 'what to print; text unless given' },
    },
    load: () => import('./verbs/check'),
  },
  {
    name: 'promote',
    takes: ['APP'],
    summary: 'Commit the versions of one environment to another, on a branch of its own.',
    notes:
      'The working tree, the index and the branch that is checked out are not touched.\n' +
      'Exit code 0: the branch was made, or with --dry-run could be; 1: there is nothing to promote, or a line, the commit or the push failed;\n2: a name is wrong.',
    options: {
      ...SOURCE_OPTIONS,
      from: { type: 'string', value: 'ENV', help: 'environment that has the versions' },
      to: { type: 'string', value: 'ENV', help: 'environment that gets them' },
      'dry-run': { type: 'boolean', help: 'show the plan and write nothing' },
      branch: { type: 'string', value: 'NAME', help: 'name of the branch; promote/<app>-<version>-to-<env> unless given' },
      push: { type: 'boolean', help: 'push the branch' },
      remote: { type: 'string', value: 'NAME', help: 'where to push; origin unless given' },
    },
    load: () => import('./verbs/promote'),
  },
  {
    name: 'reconcile',
    takes: ['ENV', '[APP]'],
    summary: 'Ask Flux to reconcile, and wait until it has answered.',
    notes:
      'Exit code 0: everything is ready; 1: something is not, or did not answer; 2: the cluster is not the right one, or cannot be asked.',
    options: {
      ...SOURCE_OPTIONS,
      ...CLUSTER_OPTIONS,
      wait: { type: 'string', value: 'DURATION', help: 'how long to wait, such as 90s or 5m; 2m unless given' },
    },
    load: () => import('./verbs/reconcile'),
  },
];
