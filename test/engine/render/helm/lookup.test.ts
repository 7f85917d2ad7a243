// What charts look up: asked for as needs, read as sources, and masked wherever values of Secrets land.
import { describe, expect, test } from 'vitest';
import type { JsonObject, Lookup, Node } from '../../../../src/engine/model';
import type { FileAnswer, Files } from '../../../../src/engine/ports';
import { answerIn, answerText, CAPABILITIES_PATH, lookupPath, questionAt } from '../../../../src/engine/model/cluster-question';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { HelmRequest } from '../../../../src/engine/render/helm/request';
import { at } from '../../../../src/engine/yaml/access';
import { memoryFiles } from '../../../support/memory-files';

const PASSWORD = 'correct-horse';
const DB: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'db',
    namespace: 'shop',
    labels: { tier: 'back' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"stringData":{"password":"${PASSWORD}"}}` },
  },
  data: { password: btoa(PASSWORD), port: btoa('5432') },
};
const CAPABILITIES = {
  version: { gitVersion: 'v1.30.2-gke.1', major: '1', minor: '30+' },
  apiVersions: ['v1', 'a/v1', 'a/v1/B'],
  unknown: [],
};

const file = (answer: JsonObject): FileAnswer => ({ kind: 'file', text: answerText(answer), version: answerText(answer) });
const lookup = (kind: string, name: string, namespace = 'shop'): string => lookupPath({ apiVersion: 'v1', kind, namespace, name });

const ANSWERS: Readonly<Record<string, FileAnswer>> = {
  [CAPABILITIES_PATH]: file(CAPABILITIES),
  [lookup('Secret', 'db')]: file(DB),
  [lookup('Secret', '')]: file({ apiVersion: 'v1', kind: 'SecretList', metadata: { resourceVersion: '7' }, items: [DB] }),
  [lookup('Secret', 'none')]: file({}),
  [lookup('ConfigMap', 'closed')]: { kind: 'failed', reason: { code: 'forbidden', subject: 'ConfigMap', detail: 'no rights' } },
};

/** @param known the paths that are answered; all of them unless given, and no cluster at all where it is null. */
function render(data: string, answers: Readonly<Record<string, FileAnswer>> | null = ANSWERS, more: Partial<HelmRequest> = {}) {
  const tree = memoryFiles({
    'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'web/templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: out\ndata:\n${data}`,
  });
  const files: Files =
    answers === null
      ? tree
      : { ...tree, read: (path) => (questionAt(path) === undefined ? tree.read(path) : (answers[path] ?? { kind: 'unread' })) };
  const release = { name: 'rel', namespace: 'default' };
  const request: HelmRequest = { chart: { kind: 'path', path: 'web' }, release, values: [], helm: 4, asks: 'everything', ...more };
  return renderChart(request, files, createHelmCache());
}

const GET = '(lookup "v1" "Secret" "shop" "db")';
const scalar = (data: string) => at(render(`  out: ${data}\n`).objects[0]?.node as Node, ['data', 'out']);

describe('a question', () => {
  test('is a path and back, whatever it holds', () => {
    const odd: Lookup = { apiVersion: 'a/v1', kind: 'K,@%', namespace: '', name: `a@${'0'.repeat(40)}/` };
    expect(questionAt(lookupPath(odd))).toEqual({ kind: 'lookup', lookup: odd });
    expect(lookupPath(odd)).not.toMatch(/@|\/$/);
    expect(questionAt('cluster/lookup,v1,Secret,shop,db')).toBeUndefined();
  });

  test('has an answer in which long integers and odd texts survive', () => {
    const answer = { huge: 2n ** 62n, text: '\u00001', plain: ['\u0000', 'a'], n: 1.5 };
    expect(answerIn(answerText(answer))).toEqual(answer);
  });
});

describe('what is not answered yet', () => {
  test('is a need, first what the cluster is, then all that can be asked for at once; nothing is rendered meanwhile', () => {
    const template = `  a: {{ ${GET}.kind }}\n  b: {{ (lookup "v1" "Secret" "shop" "").kind }}\n  c: {{ required "none" (lookup "v1" "Pod" "" "x").spec }}\n`;
    const first = render(template, {});
    expect(first.needs).toEqual([{ kind: 'clusterAnswer', path: CAPABILITIES_PATH }]);
    const { [CAPABILITIES_PATH]: told } = ANSWERS;
    const second = render(template, { [CAPABILITIES_PATH]: told as FileAnswer });
    expect(second.needs.map(({ path }) => path)).toEqual([lookup('Secret', 'db'), lookup('Secret', ''), lookup('Pod', 'x', '')]);
    expect(second).toMatchObject({ objects: [], text: '', files: [] });
    expect(second.failures.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'notAsked Secret shop/db',
      'notAsked all Secret objects of shop',
      'notAsked Pod x',
    ]);
    expect(second.reads).toContain(lookup('Secret', 'db'));
  });
});

describe('without a cluster', () => {
  test.each([
    ['that could be asked', null, {}],
    ['that the request names', ANSWERS, { asks: undefined as never }],
  ])('%s, there is nothing, and the line says so', (_what, answers, more) => {
    const { text, lookups, warnings, needs } = render(`  out: {{ ${GET} | toJson | quote }}\n`, answers, more);
    expect(text).toContain('out: "{}"');
    expect(needs).toEqual([]);
    expect(lookups).toEqual([{ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'db', answer: 'notAsked' }]);
    expect(warnings).toMatchObject([
      { code: 'lookupNotAsked', severity: 'information', subject: 'Secret shop/db', file: 'web/templates/a.yaml', line: 6 },
    ]);
  });
});

describe('an answer', () => {
  test('is listed, once, with whether there was anything', () => {
    const { lookups, warnings } = render(`  a: {{ ${GET}.kind }}{{ ${GET}.kind }}\n  b: {{ len (lookup "v1" "Secret" "shop" "none") }}\n`);
    expect(lookups.map(({ name, answer }) => `${name} ${answer}`)).toEqual(['db found', 'none absent']);
    expect(warnings).toEqual([]);
  });

  test('that is a refusal fails the render at its line', () => {
    const { failures, objects } = render('  a: 1\n  b: {{ (lookup "v1" "ConfigMap" "shop" "closed").data }}\n');
    expect(objects).toEqual([]);
    expect(failures).toEqual([
      { code: 'lookupFailed', subject: 'ConfigMap shop/closed', detail: 'no rights', file: 'web/templates/a.yaml', line: 7, column: 10 },
    ]);
  });

  test('can be changed by a template without the next one seeing it', () => {
    const { text } = render(`  a: {{ $s := ${GET} }}{{ $_ := unset $s "kind" }}{{ $s.kind }}{{ ${GET}.kind }}\n`);
    expect(text).toContain('a: Secret\n');
  });

  test('says what the cluster is, where charts are told', () => {
    const template =
      '  out: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has "a/v1/B" }}\n';
    expect(render(template).text).toContain('out: v1.30.2-gke.1 30+ true\n');
    expect(render(template, ANSWERS, { asks: 'lookups', helm: 3 }).text).toContain('out: v1.37.0 37 false\n');
  });

  test('that is not complete is said, of the chart', () => {
    const answers = { [CAPABILITIES_PATH]: file({ apiVersions: ['v1'], unknown: ['its version'] }) };
    const { warnings, text } = render('  out: {{ .Capabilities.KubeVersion }}\n', answers);
    expect(text).toContain('out: v1.37.0\n');
    expect(warnings).toMatchObject([{ code: 'capabilityUnknown', file: 'web/Chart.yaml', subject: 'its version' }]);
  });
});

describe('a value of a Secret is secret wherever it lands', () => {
  test.each([
    ['as it is', `{{ ${GET}.data.password }}`],
    ['decoded', `{{ ${GET}.data.password | b64dec }}`],
    ['as a part of another text', `postgres://app:{{ ${GET}.data.password | b64dec }}@db`],
    ['as a digest', `{{ ${GET}.data.password | sha256sum }}`],
    ['in a digest of all of it', `{{ ${GET} | toJson | sha256sum }}`],
    ['in a digest of the data', `{{ ${GET}.data | toJson | sha256sum }}`],
    ['by index', `{{ index ${GET}.data "password" | b64dec | upper }}`],
    ['of a list', '{{ (index (lookup "v1" "Secret" "shop" "").items 0).data.password | b64dec | trunc 7 }}'],
    ['in a loop', '{{ range (lookup "v1" "Secret" "shop" "").items }}{{ .data.password | b64dec | upper }}{{ end }}'],
    ['from what was applied', `{{ index ${GET}.metadata.annotations "kubectl.kubernetes.io/last-applied-configuration" | sha1sum }}`],
    ['that is short', `{{ ${GET}.data.port | b64dec | int }}`],
  ])('%s', (_what, data) => {
    expect(scalar(data)).toMatchObject({ kind: 'scalar', secret: true });
  });

  test.each([
    ['its name', `{{ ${GET}.metadata.name }}`],
    ['a label', `{{ ${GET}.metadata.labels.tier }}`],
    ['what is chosen because it is there', `{{ if ${GET} }}yes{{ else }}no{{ end }}`],
  ])('%s is not', (_what, data) => {
    const found = scalar(data);
    expect(found).toMatchObject({ kind: 'scalar' });
    expect(found).not.toHaveProperty('secret');
  });

  test('its texts are known, so that no message repeats them, and what was made of them as well', () => {
    const { secrets = [] } = render(`  out: {{ ${GET}.data.password | sha256sum }}\n`);
    expect(secrets).toEqual(expect.arrayContaining([PASSWORD, btoa(PASSWORD), expect.stringMatching(/^[0-9a-f]{64}$/)]));
  });

  test('a line leads to the object and its field', () => {
    expect(scalar(`{{ ${GET}.data.password }}`)?.origin).toMatchObject({ file: 'lookup of Secret shop/db: data.password', step: 'live' });
  });
});

describe('words that are made from a looked-up Secret', () => {
  const words = (action: string) => JSON.stringify(render(`  out: ${action}\n`).failures);

  test.each([
    `{{ fail (upper (b64dec ${GET}.data.password)) }}`,
    `{{ fail (${GET}.data.password | trunc 12) }}`,
    `{{ fail (toJson ${GET} | b64enc) }}`,
    `{{ fail (index ${GET} "data" "password" | b64dec | replace "-" "_") }}`,
    `{{ tpl (printf "{{ %s }}" (b64dec ${GET}.data.password | nospace)) . }}`,
    `{{ range $k, $v := ${GET}.data }}{{ fail (b64dec $v | swapcase) }}{{ end }}`,
    `{{ range (lookup "v1" "Secret" "shop" "").items }}{{ fail (b64dec .data.password | title) }}{{ end }}`,
    `{{ fail (index (${GET}.metadata.annotations) "kubectl.kubernetes.io/last-applied-configuration" | upper) }}`,
  ])('are withheld: %s', (action) => {
    const said = words(action);
    expect(said).toMatch(/"wordsWithheld".*lookup of Secret shop\/db|lookup of Secret shop\/db.*"wordsWithheld"/);
    expect(said).not.toMatch(/horse|correct|hors|Y29y|3RiY/i);
  });

  test('are shown where they are made of something else of it', () => {
    expect(words(`{{ fail (upper ${GET}.metadata.labels.tier) }}`)).toContain('BACK');
  });
});
