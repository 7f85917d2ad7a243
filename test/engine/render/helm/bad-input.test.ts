// Charts that would never end, or fill the memory: each is a failure at its place, and the render ends by itself.
import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../../../src/engine/model';
import { createHelmCache, renderChart } from '../../../../src/engine/render/helm/render-chart';
import type { ValuesSource } from '../../../../src/engine/render/helm/values/user-values';
import { memoryFiles } from '../../../support/memory-files';

const DEFINITION = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

function render(
  templates: Readonly<Record<string, string>>,
  values: readonly ValuesSource[] = [],
  more: Readonly<Record<string, string | Uint8Array>> = {},
  onlyText = false,
) {
  const tree = Object.fromEntries(Object.entries(templates).map(([name, text]) => [`web/templates/${name}`, text]));
  const files = memoryFiles({ 'web/Chart.yaml': DEFINITION, ...tree, ...more });
  const request = {
    chart: { kind: 'path', path: 'web' },
    release: { name: 'rel', namespace: 'default' },
    values,
    helm: 4,
    onlyText,
  } as const;
  return renderChart(request, files, createHelmCache());
}

describe('a template that would not end', () => {
  test.each([
    ['an include that includes itself', { 'a.yaml': '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}' }],
    [
      'two that include each other',
      { 'a.yaml': 'x:\n{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}' },
    ],
    ['a template that calls itself', { 'a.yaml': '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}' }],
    ['tpl of its own text', { 'a.yaml': '{{ tpl .Values.text . }}' }],
    ['a range without end', { 'a.yaml': '{{ range until 100000000 }}{{ range until 100000000 }}x{{ end }}{{ end }}' }],
    ['text that doubles', { 'a.yaml': '{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range until 60 }}{{ $x = print $x $x }}{{ end }}{{ $x }}' }],
    ['a repeat of gigabytes', { 'a.yaml': 'a: 1\nb: {{ repeat 1000000000 "xx" }}' }],
    ['a list of gigabytes', { 'a.yaml': '{{ untilStep 0 2000000000 1 | len }}' }],
    ['indentation of gigabytes', { 'a.yaml': '{{ indent 2000000000 "a" }}' }],
    ['random text of gigabytes', { 'a.yaml': '{{ randAlphaNum 2000000000 }}' }],
    ['calls without end in one action', { 'a.yaml': `{{ range until 100000 }}{{ $y := add ${'(add 1 2) '.repeat(2000)}}}{{ end }}` }],
    ['arguments without end in one action', { 'a.yaml': `{{ range until 100000 }}{{ $y := list ${'1 '.repeat(5000)}}}{{ end }}` }],
    ['choices without end in one action', { 'a.yaml': `{{ range until 100000 }}{{ $y := and ${'true '.repeat(5000)}}}{{ end }}` }],
    [
      'fields without end in one action',
      { 'a.yaml': `{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ range until 100000 }}{{ $y := $d${'.a'.repeat(5000)} }}{{ end }}` },
    ],
    [
      'a variable far below others',
      { 'a.yaml': `{{ $x := 1 }}${'{{ $y := 1 }}'.repeat(20_000)}{{ range until 100000 }}{{ $x = $x }}{{ end }}` },
    ],
    ['a wide number, again and again', { 'a.yaml': '{{ printf (repeat 10000 "%999999[1]d") 1 | len }}' }],
    ['a wide list', { 'a.yaml': '{{ printf "%999999v" (until 100000) | len }}' }],
    ['replacements that repeat a long match', { 'a.yaml': '{{ regexReplaceAll ".*" (repeat 100000 "x") (repeat 100000 "$0") | len }}' }],
    [
      'replacements by a name that many groups have',
      { 'a.yaml': '{{ regexReplaceAll (repeat 500 "(?P<a>x)?") (repeat 1000 "x") (repeat 100000 "$a") | len }}' },
    ],
    [
      'patterns that each count to a thousand',
      { 'a.yaml': '{{ range until 20000 }}{{ $y := regexMatch (printf "(a|b|c%d){1,1000}" .) "abc" }}{{ end }}' },
    ],
    ['the time in a zone, again and again', { 'a.yaml': '{{ range until 100000 }}{{ dateInZone "2006" now "Europe/Berlin" }}{{ end }}' }],
    ['files that match, again and again', { 'a.yaml': '{{ range until 1000000 }}{{ $x := $.Files.Glob "f/*" }}{{ end }}' }],
    ['lookups by names that it makes up', { 'a.yaml': '{{ range until 100000 }}{{ lookup "v1" "Secret" "a" (print .) }}{{ end }}' }],
    [
      'a file that grows by including itself in a loop',
      {
        'a.yaml':
          '{{ define "a" }}{{ range until 100 }}{{ include "b" $ }}{{ end }}{{ end }}{{ define "b" }}{{ range until 100 }}{{ include "c" $ }}{{ end }}{{ end }}{{ define "c" }}{{ repeat 100000 "x" }}{{ end }}{{ include "a" . }}',
      },
    ],
  ])('%s', { timeout: 60_000 }, (_what, templates) => {
    const own = { 'web/values.yaml': "text: '{{ tpl .Values.text . }}'\n" };
    const { failures, files, text } = render(templates, [], own);
    expect(failures).toMatchObject([{ code: expect.stringMatching(/^(?:tooMuchWork|templateFailed)$/), file: 'web/templates/a.yaml' }]);
    expect([files, text.trim()]).toEqual([[], '']);
    // Where only the text is asked for, nobody renders once more to say where it ended.
    expect(render(templates, [], own, true).failures).toEqual(failures);
  });
});

describe('what an ordinary chart does costs little', () => {
  const values = { 'web/values.yaml': Array.from({ length: 2000 }, (_, at) => `key${at}: {name: value ${at}, size: 5}\n`).join('') };
  const long = { 'web/page.json': 'x'.repeat(1_000_000) };

  test.each([
    ['merging all that a template is given', '{{ range until 40 }}{{ $x := merge (dict "name" "a") $ }}{{ end }}', values],
    ['handing a long text on', '{{ range until 100 }}{{ $x := dict "page" ($.Files.Get "page.json") }}{{ end }}', long],
    ['a list of long texts', '{{ $l := list }}{{ range until 50 }}{{ $l = append $l ($.Files.Get "page.json") }}{{ end }}', long],
  ])('%s', (_what, template, more) => {
    expect(render({ 'a.yaml': `kind: A\n${template}` }, [], more).failures).toEqual([]);
  });
});

describe('a render that nobody wants any more', () => {
  const long = (call: string): string => `{{ $x := repeat 50000 "x" }}{{ range until 10000 }}{{ $y := ${call} }}{{ end }}`;

  test.each([
    '{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}',
    '{{ range 1000000000000 }}{{ end }}',
    `{{ range until 1000 }}{{ $y := list ${'1 '.repeat(2000)}}}{{ end }}`,
    '{{ range until 10000 }}{{ $y := tpl (printf "{{ %d }}" .) $ }}{{ end }}',
    long('sha512sum $x'),
    long('b64enc $x'),
    long('regexMatch "x*y" $x'),
    long('contains "xy" $x'),
    long('upper $x'),
    long('encryptAES "a" $x'),
    long('fromYaml $x'),
    long('regexFindAll "x(.*y)?" $x -1'),
    '{{ $x := until 2000 }}{{ range until 10000 }}{{ $y := sortAlpha $x }}{{ end }}',
    '{{ $x := dict "a" 1 }}{{ range until 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toJson $x }}',
  ])('%s', (template) => {
    const files = memoryFiles({ 'web/Chart.yaml': DEFINITION, 'web/templates/a.yaml': template });
    const request = { chart: { kind: 'path', path: 'web' }, release: { name: 'rel', namespace: 'default' }, values: [], helm: 4 } as const;
    for (const onlyText of [false, true]) {
      let looks = 0;
      // Somebody calls it off while it works.
      const cache = createHelmCache({ isCancelled: () => ++looks > 1 });
      expect(() => renderChart({ ...request, onlyText }, files, cache)).toThrow(CancelledError);
    }
  });
});

describe('a pattern that backtracking would never be done with', () => {
  test('takes time linear in the text', () => {
    const { failures, text } = render({ 'a.yaml': 'kind: A\nx: {{ regexFind "^(a+)+$" (print (repeat 50000 "a") "!") | quote }}\n' });
    expect([failures, text]).toEqual([[], expect.stringContaining('x: ""')]);
  });
});

describe('where it failed', () => {
  test('the line in the innermost file, and the templates that led there', () => {
    const { failures } = render({
      'a.yaml': 'kind: A\nx: {{ include "outer" . }}\n',
      '_b.tpl': '{{ define "outer" }}\n{{ include "inner" . }}\n{{ end }}',
      '_c.tpl': '{{ define "inner" }}\n\n{{ required "a name is needed" .Values.name }}{{ end }}',
    });
    expect(failures).toEqual([
      {
        code: 'templateFailed',
        file: 'web/templates/_c.tpl',
        line: 3,
        column: 4,
        detail: 'a name is needed',
        via: ['web/templates/a.yaml:2', 'web/templates/_b.tpl:2'],
      },
    ]);
  });

  test('a template that cannot be read', () => {
    expect(render({ 'a.yaml': 'a: 1\nb: {{ if }}\n' }).failures).toMatchObject([
      { code: 'templateInvalid', file: 'web/templates/a.yaml', line: 2, detail: 'missing value for if' },
    ]);
    expect(render({ 'a.yaml': '{{ none }}' }).failures).toMatchObject([{ code: 'templateInvalid', detail: 'function "none" not defined' }]);
  });

  test('what tpl executes lies in no file: the failure is where it is called', () => {
    const { failures } = render({ 'a.yaml': '\n{{ tpl "{{ fail \\"no\\" }}" . }}' });
    expect(failures).toMatchObject([{ code: 'templateFailed', file: 'web/templates/a.yaml', line: 2, detail: 'no' }]);
  });

  test('YAML that is none, at the line of the template that wrote it', () => {
    const { failures } = render({ 'a.yaml': 'kind: A\n{{ if true }}\nb: {{ "c: d" }}\n{{ end }}\n' });
    expect(failures).toMatchObject([{ code: 'notYaml', file: 'web/templates/a.yaml', line: 3 }]);
  });
});

describe('a directive of YAML, in a piece that Helm reads by itself', () => {
  test.each([
    ['%YAML 1.2\n---\nkind: A\n', 1],
    ['kind: A\n---\n{{ "%YAML 1.2" }}\n', 3],
    ['# x\n%YAML 1.1\n---\nkind: A\n', 2],
    ['%OTHER\n---\nkind: A\n', 1],
  ])('%j', (template, line) => {
    const { failures } = render({ 'a.yaml': template });
    expect(failures.filter(({ code }) => code === 'notYaml')).toMatchObject([{ file: 'web/templates/a.yaml', line }]);
  });

  test.each([
    ['%YAML 1.2\n---\na: 1', 'found incompatible YAML document'],
    ['%YAML 1.2', 'found incompatible YAML document'],
    ['%YAML 1.1', 'line 1: did not find expected <document start>'],
    ['# x\n%OTHER\n---\na: 1', 'line 2: found unknown directive name'],
  ])('for fromYaml, in the words of Helm: %j', (given, words) => {
    const { text } = render({ 'a.yaml': `kind: A\nx: {{ ${JSON.stringify(given)} | fromYaml | toJson }}\n` });
    expect(text).toContain(`error converting YAML to JSON: yaml: ${words.replace('<', '\\u003c').replace('>', '\\u003e')}"`);
  });
});

describe('a chart of an apiVersion that Helm 4 does not render', () => {
  const chart = (apiVersion: string, own: string) => ({
    'web/Chart.yaml': `name: web\nversion: 1.0.0\napiVersion: ${apiVersion}\n`,
    'web/charts/own/Chart.yaml': `apiVersion: ${own}\nname: own\nversion: 1.0.0\n`,
  });

  test.each(['v3', 'v4'])('%s: refused at its line', (apiVersion) => {
    const { failures, files } = render({ 'a.yaml': 'kind: A\n' }, [], chart(apiVersion, 'v2'));
    expect(failures).toMatchObject([{ code: 'chartInvalid', file: 'web/Chart.yaml', line: 3, column: 13 }]);
    expect(files).toEqual([]);
  });

  test('of a chart in another one it is not looked at', () => {
    const { files } = render({ 'a.yaml': 'kind: A\n' }, [], chart('v2', 'v3'));
    expect(files).toHaveLength(1);
  });
});

describe('charts in charts/ that multiply', () => {
  const definition = (name: string, below?: string) =>
    `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${below === undefined ? '' : `dependencies:\n${aliases(below)}`}`;
  const aliases = (name: string) =>
    Array.from({ length: 12 }, (_, at) => `- {name: ${name}, version: 1.0.0, alias: ${name}x${at}}\n`).join('');
  const chart = { 'web/templates/a.yaml': 'kind: A\n' };

  test('by aliases of aliases', () => {
    const names = ['web', 'b', 'c', 'd', 'e', 'f'];
    const tree = names.map(
      (name, at) => [`${names.slice(0, at + 1).join('/charts/')}/Chart.yaml`, definition(name, names[at + 1])] as const,
    );
    expect(render({}, [], { ...chart, ...Object.fromEntries(tree) }).failures).toMatchObject([
      { code: 'tooMuchWork', file: 'web/Chart.yaml', line: 1 },
    ]);
  });

  const own = (imports: string) => ({
    ...chart,
    'web/Chart.yaml': `${DEFINITION}dependencies:\n- name: b\n  version: 1.0.0\n  import-values:\n${imports}`,
    'web/charts/b/Chart.yaml': definition('b'),
    'web/charts/b/values.yaml': `a: {${Array.from({ length: 1000 }, (_, at) => `k${at}: 1`).join(', ')}}\n`,
  });

  test('by values that they import again and again, or too deeply', () => {
    const imports = '  - {child: a, parent: x.y}\n'.repeat(20_000);
    expect(render({}, [], own(imports)).failures).toMatchObject([{ code: 'tooMuchWork', file: 'web/Chart.yaml', line: 1 }]);
    const deep = `  - {child: a, parent: "${'x.'.repeat(100_000)}z"}\n`;
    expect(render({}, [], own(deep)).failures).toEqual([
      { code: 'tooMuchWork', file: 'web/Chart.yaml', line: 1, column: 1, detail: 'its values are nested too deeply' },
    ]);
    expect(render({}, [], own('  - {child: a, parent: x.y}\n'.repeat(3))).failures).toEqual([]);
  });
});

describe('values and files', () => {
  test.each([
    ['a list', '# first\n- a\n', { code: 'valuesInvalid', line: 2, column: 1 }],
    ['a single text', 'text\n', { code: 'valuesInvalid', line: 1 }],
    ['no YAML', 'a: [\n', { code: 'notYaml' }],
  ])('a values file that is %s', (_what, text, failure) => {
    const { failures } = render({ 'a.yaml': 'kind: A\n' }, [{ kind: 'file', path: 'values.yaml' }], { 'values.yaml': text });
    expect(failures).toMatchObject([{ file: 'values.yaml', ...failure }]);
  });

  test('an argument that cannot be read is told by its key and number', () => {
    const subject = (...texts: readonly string[]) =>
      render(
        {},
        texts.map((text) => ({ kind: 'set', text })),
      ).failures.map((failure) => failure.subject);
    expect(subject('a.b=1,c')).toEqual(['--set a.b']);
    expect(subject('x=1', 'a[k]=1', 'b=2')).toEqual(['--set a[k] (number 2 of 3)']);
    expect(subject('=,', 'b=2')).toEqual([]);
  });

  test('lists of arguments that fill the memory, or are nested without end', () => {
    const detail = (...texts: readonly string[]) =>
      render(
        {},
        texts.map((text) => ({ kind: 'set', text })),
      ).failures.map((failure) => [failure.code, failure.detail]);
    const filled = [['valuesInvalid', 'more than 1000000 items of lists are left out before those that are set']];
    expect(detail(Array.from({ length: 20 }, (_, at) => `a${at}[65536]=1`).join(','))).toEqual(filled);
    expect(detail(...Array.from({ length: 20 }, (_, at) => `a[${at}][65536]=1`))).toEqual(filled);
    expect(detail(`a${'[0]'.repeat(100_000)}=1`)).toEqual([['valuesInvalid', 'lists are nested deeper than 100 levels']]);
    const json = { kind: 'setJson', text: `a=${'['.repeat(100_000)}${']'.repeat(100_000)}` } as const;
    expect(render({}, [json]).failures).toMatchObject([{ code: 'valuesInvalid', subject: '--set-json a' }]);
    const key = { kind: 'set', text: `${'a'.repeat(1000)}.b=1,c` } as const;
    expect(render({}, [key]).failures[0]?.subject?.length).toBeLessThan(300);
  });

  test('what is wrong with an entry of import-values, a condition or a tag stands there', () => {
    const declared =
      'dependencies:\n- name: own\n  version: 1.0.0\n  condition: own.enabled\n  tags:\n  - t\n  import-values:\n  - none\n  - child: nothing\n    parent: p\n';
    const { warnings } = render({ 'a.yaml': 'kind: A\n' }, [], {
      'web/Chart.yaml': `${DEFINITION}${declared}`,
      'web/values.yaml': 'own: {enabled: 1}\ntags: {t: 1}\n',
      'web/charts/own/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 1.0.0\n',
    });
    const ignored = warnings.filter(({ code }) => code === 'valueIgnored');
    expect(ignored.map(({ file, line, column }) => [file, line, column])).toEqual([
      ['web/values.yaml', 2, 11],
      ['web/values.yaml', 1, 16],
      ['web/Chart.yaml', 11, 5],
      ['web/Chart.yaml', 12, 5],
    ]);
  });

  test('a values file that is not there', () => {
    expect(render({}, [{ kind: 'file', path: 'none.yaml' }]).failures).toMatchObject([{ code: 'notFound', subject: 'none.yaml' }]);
  });

  test('bytes that are no UTF-8 in values are refused at their place', () => {
    const values = Uint8Array.from([...new TextEncoder().encode('a: 1\nb: ä'), 0xff, 0x0a]);
    const failure = { code: 'notYaml', line: 2, column: 5, detail: 'a byte that is no UTF-8' };
    const given = render({ 'a.yaml': 'kind: A\n' }, [{ kind: 'file', path: 'values.yaml' }], { 'values.yaml': values });
    expect(given.failures).toMatchObject([{ file: 'values.yaml', ...failure }]);
    expect(render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.yaml': values }).failures).toMatchObject([
      { file: 'web/values.yaml', ...failure },
    ]);
  });

  test('bytes that are no UTF-8 in a template go through', () => {
    const template = Uint8Array.from([...new TextEncoder().encode('kind: A # '), 0xff, 0x0a]);
    const { failures, files } = render({}, [], { 'web/templates/a.yaml': template });
    expect([failures.map(({ code }) => code), files.length]).toEqual([[], 1]);
  });

  test('a schema that refers to another one is not fetched, and said', () => {
    const schema = JSON.stringify({ properties: { a: { $ref: 'https://example.com/schema.json#/definitions/a' } } });
    expect(render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema }).failures).toEqual([
      { code: 'schemaUnresolved', file: 'web/values.schema.json', line: 1, column: 1, subject: 'https://example.com/schema.json' },
    ]);
  });

  test('a pattern that would take JavaScript for ever, and one that only Go reads', () => {
    const schema = JSON.stringify({ properties: { a: { type: 'string', pattern: '^(a+)+$' }, b: { pattern: '^(?i)x[[:digit:]]$' } } });
    const failing = (values: string) =>
      render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema, 'web/values.yaml': values }).failures.map(
        ({ code, line }) => [code, line],
      );
    expect(failing(`a: ${'a'.repeat(60)}\nb: X1\n`)).toEqual([]);
    expect(failing(`b: x1\na: ${'a'.repeat(60)}!\n`)).toEqual([['schemaViolated', 2]]);
    expect(failing('b: xy\n')).toEqual([['schemaViolated', 1]]);
  });

  test.each([
    '^[a-z]+$',
    '^(?i)[a-z]+$',
  ])('a text that does not match the pattern %s is told the pattern, through references too', (pattern) => {
    const schema = JSON.stringify({ $defs: { name: { pattern } }, properties: { a: { pattern }, 'b/c': { $ref: '#/$defs/name' } } });
    const { failures } = render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema, 'web/values.yaml': 'a: A1\nb/c: B1\n' });
    const words = `the text does not match the pattern ${pattern}`;
    expect(failures.map(({ detail }) => detail)).toEqual([`a: ${words}`, `b/c: ${words}`]);
  });

  test.each([
    '^(a|a)*$',
    '^([)a]+)+$',
    '^((((((a+)))))+)+$',
    '^(?:a|b|ab)*c$',
    `^${'a*'.repeat(12)}b$`,
    `^${'a?'.repeat(40)}${'a'.repeat(40)}b$`,
  ])('a pattern that would be tried in many ways: %s', (pattern) => {
    const more = (text: string) => ({
      'web/values.schema.json': JSON.stringify({ properties: { a: { pattern } } }),
      'web/values.yaml': `a: ${text}\n`,
    });
    expect(render({ 'a.yaml': 'kind: A\n' }, [], more(`${'a'.repeat(60)}!`)).failures).toMatchObject([
      { code: 'schemaViolated', file: 'web/values.yaml', line: 1 },
    ]);
  });

  test('keys by patterns that would take JavaScript for ever, or that only Go reads', () => {
    const kinds = { '^(a+)+$': { type: 'number' }, '^(?i)x[[:digit:]]$': { type: 'string' }, '^[X]': { minLength: 2 } };
    const schema = JSON.stringify({ patternProperties: kinds, additionalProperties: false });
    const failing = (values: string) =>
      render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema, 'web/values.yaml': values }).failures.map(
        ({ code, line }) => [code, line],
      );
    const long = 'a'.repeat(60);
    expect(failing(`${long}: 1\nX1: ok\n`)).toEqual([]);
    expect(failing(`X1: ok\n${long}: one\n`)).toEqual([['schemaViolated', 2]]);
    expect(failing(`x1: ok\n${long}!: 1\n`)).toContainEqual(['schemaViolated', 2]);
    expect(failing('x1: 1\n')).toEqual([['schemaViolated', 1]]);
    expect(failing('x1: s\nX1: s\n')).toEqual([['schemaViolated', 2]]);
  });

  const draft = (name: string, schema: object) => ({
    'web/values.yaml': 'a: 1\n',
    'web/values.schema.json': JSON.stringify({ $schema: `http://json-schema.org/${name}/schema#`, ...schema }),
  });

  test.each([
    ['draft-07', { $defs: { x: { $id: '#p' } }, properties: { a: { $ref: '#p' } } }],
    ['draft-07', { definitions: { x: { id: '#p' } }, properties: { a: { $ref: '#p' } } }],
    ['draft-06', { definitions: { x: { $anchor: 'p' } }, properties: { a: { $ref: '#p' } } }],
    ['draft/2020-12', { properties: { a: { $ref: '#/$defs/p' } } }],
  ])('a schema that refers to what its draft finds nowhere: %s, %j', (name, schema) => {
    const { failures } = render({ 'a.yaml': 'kind: A\n' }, [], draft(name, schema));
    expect(failures).toMatchObject([{ code: 'chartInvalid', file: 'web/values.schema.json', detail: expect.stringContaining('#') }]);
    expect(failures[0]?.column).toBeGreaterThan(50);
  });

  test.each([
    ['draft-07', { definitions: { x: { $id: '#p', type: 'string' } }, properties: { a: { $ref: '#p' } } }],
    ['draft-07', { $defs: { x: { type: 'string' } }, properties: { a: { $ref: '#/$defs/x' } } }],
    ['draft-07', { if: { required: ['b'] }, else: { required: ['c'] } }],
    ['draft-06', { properties: { a: { const: 2 } } }],
    ['draft/2019-09', { unevaluatedProperties: false }],
  ])('what a draft knows counts: %s, %j', (name, schema) => {
    const codes = render({ 'a.yaml': 'kind: A\n' }, [], draft(name, schema)).failures.map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['schemaViolated']));
  });

  test.each([
    ['draft-06', { if: { required: ['b'] }, else: { required: ['c'] } }],
    ['draft-06', { properties: { if: {}, a: { allOf: [{ if: { type: 'string' }, else: { type: 'string' } }] } } }],
    ['draft-04', { properties: { a: { const: 2 } }, propertyNames: { pattern: 'x' } }],
    ['draft-07', { dependentRequired: { a: ['b'] }, unevaluatedProperties: false }],
  ])('keywords of a later draft say nothing: %s, %j', (name, schema) => {
    expect(render({ 'a.yaml': 'kind: A\n' }, [], draft(name, schema)).failures.map(({ code }) => code)).toEqual([]);
  });

  test('a schema that is no JSON', () => {
    expect(render({}, [], { 'web/values.schema.json': '{' }).failures).toMatchObject([
      { code: 'chartInvalid', subject: 'web/values.schema.json', detail: expect.stringContaining('it is no JSON schema') },
    ]);
  });

  test('a schema of which a keyword holds what it may not, at its line', () => {
    const faults = (schema: string) =>
      render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema, 'web/values.yaml': 'a: x\n' }).failures;
    expect(faults('{"properties": {\n  "a": {"type": "string"},\n  "b": {"required": true}}}')).toEqual([
      {
        ...{ code: 'chartInvalid', file: 'web/values.schema.json', line: 3, column: 21, subject: 'web/values.schema.json' },
        detail: 'it is no JSON schema (properties.b.required: it has to be a list of names, each once)',
      },
    ]);
    for (const schema of ['{"properties":{"a":{"enum":5}}}', '{"anyOf":{}}', '{"properties":{"a":null}}', '[]', 'null', '5'])
      expect(faults(schema)).toMatchObject([{ code: 'chartInvalid', file: 'web/values.schema.json' }]);
    expect(faults('{"$schema": "http://json-schema.org/draft-03/schema#"}')).toMatchObject([
      { code: 'schemaUnresolved', line: 1, subject: 'http://json-schema.org/draft-03/schema#' },
    ]);
  });

  test('a schema that is nothing but itself', () => {
    expect(render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': '{"$ref":"#"}' }).failures).toEqual([
      { code: 'tooMuchWork', file: 'web/values.schema.json', line: 1, column: 1, detail: 'the schema refers to itself without end' },
    ]);
  });

  test('lists whose items may not be equal, and choices, by the hundred thousand', () => {
    const faults = (rule: object, count: number, item: (index: number) => string) => {
      const values = `a:\n${Array.from({ length: count }, (_, index) => `  - ${item(index)}\n`).join('')}`;
      const schema = JSON.stringify({ properties: { a: rule } });
      return render({ 'a.yaml': 'kind: A\n' }, [], { 'web/values.schema.json': schema, 'web/values.yaml': values }).failures;
    };
    const tooMuch = [{ code: 'tooMuchWork', file: 'web/values.schema.json' }];
    const long = Array.from({ length: 5000 }, (_, index) => `item ${index}`);
    const short = { properties: { users: { items: { properties: { roles: { uniqueItems: true } } } } } };
    const beside = render({ 'a.yaml': 'kind: A\n' }, [], {
      'web/values.schema.json': JSON.stringify(short),
      'web/values.yaml': JSON.stringify({ allowed: long, users: long.map(() => ({ roles: ['a', 'b'] })) }),
    });
    expect(beside.failures).toEqual([]);
    const named = (index: number): string => `item-${index}`;
    expect(faults({ uniqueItems: true }, 100_000, named)).toMatchObject(tooMuch);
    expect(faults({ uniqueItems: true }, 5_000, named)).toEqual([]);
    expect(faults({ allOf: Array.from({ length: 400 }, () => ({ uniqueItems: true })) }, 2_000, named)).toMatchObject(tooMuch);
    const large = `{b: [${'1, '.repeat(200)}1], i: `;
    expect(faults({ uniqueItems: true }, 1_500, (index) => `${large}${index}}`)).toMatchObject(tooMuch);
    expect(faults({ uniqueItems: true }, 5_000, (index) => named(index % 4_999))).toMatchObject([{ code: 'schemaViolated' }]);
    const choices = Array.from({ length: 20_000 }, (_, index) => `choice-${index}`);
    expect(faults({ items: { enum: choices } }, 20_000, named)).toMatchObject(tooMuch);
    expect(faults({ items: { enum: choices.slice(0, 500) } }, 500, (index) => `choice-${index}`)).toEqual([]);
  });

  test('a limit is said once', () => {
    const [failure] = render({ 'a.yaml': 'a: {{ repeat 1000000000 "x" }}\n' }).failures;
    expect(failure).toEqual({ code: 'tooMuchWork', subject: '8 MB of text at once', file: 'web/templates/a.yaml', line: 1, column: 7 });
  });

  test('what a schema refuses is told once, and of alternatives all in one', () => {
    const properties = { a: { oneOf: [{ type: 'string' }, { type: 'integer' }] } };
    const schema = JSON.stringify({ properties, additionalProperties: false });
    const files = { 'web/values.schema.json': schema, 'web/values.yaml': 'a: [1]\nb: 2\n' };
    expect(render({ 'a.yaml': 'kind: A\n' }, [], files).failures.map(({ line, detail }) => `${line} ${detail}`)).toEqual([
      expect.stringMatching(/^1 a: .*Expected "string"; .*Expected "integer"$/),
      '2 b: the schema has no place for it',
    ]);
  });
});
