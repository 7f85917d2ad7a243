// What a chart says of a Secret's value when it fails: changed, cut or encoded as it may be, no piece of it is told.
import { describe, expect, test } from 'vitest';
import type { Rendered } from '../../../../src/engine/model';
import { learnSecrets } from '../../../../src/engine/normalise/learn-secrets';
import { createMask } from '../../../../src/engine/normalise/mask';
import { failureLine, findingLine } from '../../../../src/engine/presenter';
import { renderTree, release, secret } from '../flux/helm-trees';

const SECRET = 'Zebra7-quilt=Marzipan9';

/** What a template makes of the value before it fails. */
const CHANGED: Readonly<Record<string, string>> = {
  'as it is': '@V',
  upper: '(upper @V)',
  lower: '(@V | lower)',
  trunc: '(trunc 9 @V)',
  'trunc from the end': '(trunc -9 @V)',
  substr: '(substr 2 12 @V)',
  'b64enc and trunc': '(@V | b64enc | trunc 14)',
  b32enc: '(b32enc @V)',
  printf: '(printf "a %s b" @V)',
  'printf of hexadecimal': '(printf "%x" @V)',
  'printf of a quoted piece': '(printf "%.9q" @V)',
  reversed: '(splitList "" @V | reverse | join "")',
  'joined with commas': '(splitList "" @V | join ",")',
  cat: '(cat "x" @V)',
  nospace: '(nospace (printf "%s " @V))',
  replace: '(replace "e" "3" @V)',
  swapcase: '(swapcase @V)',
  title: '(title (lower @V))',
  snakecase: '(snakecase @V)',
  wrap: '(wrapWith 5 "\\n" @V)',
  initials: '(splitList "-" @V | first)',
  'a member of a list': '(index (splitList "-" @V) 1)',
  'a list that is appended to': '(append (list "a") (upper @V) | join ",")',
  'a map’s value': '(get (dict "k" (upper @V)) "k")',
  'a map’s key': '(dict (upper @V) 1 | keys | first)',
  'a map’s key in JSON': '(dict (upper @V) 1 | toJson)',
  'a map’s key in YAML': '(dict (upper @V) 1 | toYaml)',
  'a key that was set': '(toJson (set (dict "a" 1) (upper @V) 2))',
  'a key that was merged': '(toJson (merge (dict "a" 1) (dict (upper @V) 2)))',
  'all values in JSON, encoded': '(toJson .Values | b64enc)',
  'all values in YAML': '(toYaml .Values | upper)',
  'all values by their own method': '(.Values.YAML | upper)',
  'the whole scope': '(toJson $ | upper)',
  'a map of the values': '(toJson .Values.auth | upper)',
  'a part of the values in a map': '(toJson (dict "v" .Values) | upper)',
  'the values of a list of values': '(values .Values.auth | join "," | upper)',
  'a map that is ranged over': '(include "ranged" .)',
  'a key that is ranged over': '(include "keys" (dict (upper @V) 1))',
  'a copy of the values': '(get (get (deepCopy .Values) "auth") "token" | upper)',
  'a pick of the values': '(toJson (pick .Values.auth "token") | upper)',
  'from YAML and back': '(get (fromYaml (printf "a: %s" (upper @V))) "a")',
  'from YAML that something is set in': '(get (set (fromYaml (printf "a: %s" (upper @V))) "b" 1) "a")',
  'from YAML that something is merged into': '(get (merge (fromYaml (printf "a: %s" (upper @V))) (dict "b" 1)) "a")',
  'from JSON': '(get (fromJson (printf "{\\"a\\": %s}" (upper @V | quote))) "a")',
  'the error of YAML': '(get (fromYaml (printf "a: %s: b" (upper @V))) "Error" | printf "%s" | cat (upper @V))',
  'an include': '(include "upper" @V)',
  'an include next to it': '(printf "%s-%s" (include "text" .) (upper @V))',
  tpl: '(tpl "{{ upper .Values.auth.token }}" $)',
  'tpl with nothing in it': '(tpl "{{ upper .Values.auth.token }}{{ .Values.none }}" $)',
  'tpl of the value itself': '(tpl (printf "{{ \\"%s\\" }}" (upper @V)) $)',
  'a variable': '$changed',
  'a variable that a branch set': '$branched',
  default: '(default (upper @V) "")',
  coalesce: '(coalesce "" (upper @V))',
  ternary: '(ternary (upper @V) "b" true)',
  'a pattern’s match': '(regexFind "[a-z]+" @V | upper)',
  'a pattern’s replacement': '(regexReplaceAll "-" @V "_" | upper)',
  'what a version has behind its dash': '(semver (printf "1.2.3-%s" (regexReplaceAll "[^a-zA-Z0-9]" @V ""))).Prerelease',
  'a nested quote': '(@V | quote | quote | upper)',
  indented: '(@V | indent 4 | upper)',
  'a list’s text': '(printf "%v" (list 1 (upper @V)))',
  'the digits of a number': '(printf "%v" (int64 .Values.auth.pin))',
  adler: '(printf "%s" (upper @V) | squote)',
  urlquery: '(urlquery (upper @V))',
  html: '(html (upper @V))',
  'a slice of bytes': '(slice (upper @V) 1 12)',
};

/** How it fails; `@X` is the text. */
const FAILING: Readonly<Record<string, string>> = {
  fail: '{{ fail @X }}',
  'fail in words of its own': '{{ fail (printf "the token %s is wrong" @X) }}',
  required: '{{ required @X "" }}',
  'fail in an include': '{{ include "fails" @X }}',
  'fail in tpl': '{{ tpl "{{ fail . }}" @X }}',
  'fail in a template': '{{ template "fails" @X }}',
  'fail of what was written': '{{ fail (include "text" @X) }}',
  'the name of an include': '{{ include @X . }}',
  'a template that cannot be read': '{{ tpl (printf "{{ %s }}" @X) . }}',
  'a template that has an end too many': '{{ tpl (printf "%s {{ end }}" @X) . }}',
  'a template with a function that there is not': '{{ tpl (printf "{{ f%s }}" (regexReplaceAll "[^a-zA-Z0-9]" @X "")) . }}',
  'a template that fails at what it says': '{{ tpl (printf "{{ .a.%s.b.c.d }}" (regexReplaceAll "[^a-zA-Z0-9]" @X "")) (dict "a" 1) }}',
  'a string of a template': '{{ tpl (printf "{{ fail %s }}" (quote @X)) . }}',
  mustFromJson: '{{ mustFromJson @X }}',
  mustRegexMatch: '{{ mustRegexMatch (printf "(%s" @X) "a" }}',
  mustRegexReplaceAll: '{{ mustRegexReplaceAll (printf "%s[" @X) "a" "b" }}',
  regexMatch: '{{ regexMatch (printf "(?P<%s" @X) "a" }}',
  mustToDate: '{{ mustToDate "2006-01-02" @X }}',
  semver: '{{ semver @X }}',
  semverCompare: '{{ semverCompare @X "1.2.3" }}',
  'semverCompare with a range': '{{ semverCompare ">=1" @X }}',
  atoi: '{{ range until (atoi @X) }}{{ end }}{{ fail @X }}',
  int64: '{{ fail (printf "%d" @X) }}',
  toDecimal: '{{ toDecimal @X }}{{ fail @X }}',
  urlParse: '{{ urlParse (printf "http://%s:x:y\\\x7f" @X) }}',
  range: '{{ range @X }}{{ end }}',
  'a comparison': '{{ eq @X (list 1) }}',
  genSignedCert: '{{ genSignedCert @X nil nil 1 (genCA @X 1) }}{{ fail @X }}',
  buildCustomCert: '{{ buildCustomCert @X @X }}',
  decryptAES: '{{ decryptAES @X @X }}',
  derivePassword: '{{ derivePassword 1 @X @X @X @X }}{{ fail @X }}',
  duration: '{{ mustDateModify @X now }}',
  fromToml: '{{ fail (toJson (fromToml @X)) }}',
  fromYaml: '{{ fail (toJson (fromYaml (printf "a: b: %s" @X))) }}',
  fromYamlArray: '{{ fail (toJson (fromYamlArray (printf "a: %s" @X))) }}',
  fromJsonArray: '{{ fail (toJson (fromJsonArray @X)) }}',
  'a file that is not there': '{{ fail (.Files.Get @X | default @X) }}',
  'a table that is not there': '{{ .Values.Table @X }}',
  'YAML with a second colon': 'a: b: {{ @X }}\n  c: d\n',
  'YAML with a tag': 'a: !{{ @X }} b\n',
  'YAML with a tag of its own': 'a: !!{{ @X }} b\n',
  'YAML with a handle': 'a: !{{ @X }}!b c\n',
  'YAML with two keys': 'a:\n  {{ @X | quote }}: 1\n  {{ @X | quote }}: 2\n',
  'YAML with an alias': 'a: *{{ @X }}\n',
  'YAML with a directive': '%{{ @X }}\n',
  'YAML with an open quote': 'a: "{{ @X }}\n',
  'YAML with an escape': 'a: "\\{{ @X }}"\n',
  'YAML with a block header': 'a: |{{ @X }}\n  b\n',
  'YAML with an open bracket': 'a: [{{ @X }}\n',
  'YAML with an anchor': 'a: &{{ @X }}\n- b\nc\n',
  'YAML that is a text': '{{ @X }}\n',
  'an annotation that is a map': 'kind: A\nmetadata:\n  annotations:\n    {{ @X | quote }}: {a: b}\n',
  'a kind that is a map': 'kind: {a: {{ @X | quote }}}\n',
  'a hook of no event': 'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  annotations:\n    helm.sh/hook: {{ @X | quote }}\n',
  'no name': 'apiVersion: v1\nkind: {{ @X | quote }}\n',
  'a lookup': '{{ lookup "v1" "Secret" "shop" @X | toJson }}{{ fail "no" }}',
};

const HELPERS = `{{ define "upper" }}{{ upper . }}{{ end }}{{ define "text" }}{{ . }}{{ end }}{{ define "fails" }}
{{ fail . }}{{ end }}{{ define "ranged" }}{{ range $k, $v := .Values.auth }}{{ upper (toString $v) }}{{ end }}{{ end }}{{
define "keys" }}{{ range $k, $v := . }}{{ $k }}{{ end }}{{ end }}`;

const VARIABLES = '{{ $changed := upper @V }}{{ $branched := "" }}{{ if .Values.auth }}{{ $branched = printf "%s" (upper @V) }}{{ end }}';

function render(template: string, more: Readonly<Record<string, string>> = {}): Rendered {
  return renderTree({
    'app/release.yaml': release('valuesFrom: [{kind: Secret, name: s}]'),
    'app/secret.yaml': secret('s', `values.yaml: |\n  auth:\n    token: ${SECRET}\n    pin: 73915284\n`),
    'charts/show/templates/show.yaml': template,
    'charts/show/templates/_helpers.tpl': HELPERS,
    ...more,
  });
}

/** All that a front end may say of a render. */
function said(rendered: Rendered): string {
  const mask = createMask(new Uint8Array(32));
  learnSecrets(rendered, mask);
  const { failures, warnings } = rendered;
  return [...failures.map((failure) => failureLine(failure, mask)), ...warnings.map((warning) => findingLine(warning, mask))].join('\n');
}

/** The value in the forms that it may have become, as one text without punctuation. */
const FORMS = [SECRET, btoa(SECRET), [...SECRET].reverse().join(''), hexOf(SECRET), base32(SECRET), '73915284', '48251937']
  .flatMap((form) => [form, form.replace(/e/gi, '3')])
  .map(bare);

function bare(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

function hexOf(text: string): string {
  return [...text].map((character) => character.charCodeAt(0).toString(16)).join('');
}

function base32(text: string): string {
  const bits = [...text].map((character) => character.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('');
}

/** A piece of the secret that a text has, whatever stands between its letters. */
function leaked(text: string): string | undefined {
  const heard = bare(text);
  for (const form of FORMS) {
    for (let at = 0; at + 4 <= form.length; at++) if (heard.includes(form.slice(at, at + 4))) return form.slice(at, at + 4);
  }
  return undefined;
}

describe('the words of a chart that fails over a Secret', () => {
  test.each(Object.entries(CHANGED))('%s', (what, changed) => {
    const leaks: string[] = [];
    let failing = 0;
    for (const [how, template] of Object.entries(FAILING)) {
      const rendered = render((VARIABLES + template).replaceAll('@X', changed).replaceAll('@V', '.Values.auth.token'));
      const words = said(rendered);
      if (rendered.failures.length > 0) failing++;
      const piece = leaked(words);
      if (piece !== undefined) leaks.push(`${how}: ${piece}: ${words.slice(0, 300)}`);
    }
    expect(leaks, what).toEqual([]);
    expect(failing).toBeGreaterThan(Object.keys(FAILING).length * 0.6);
  });
});

describe('where a Secret has nothing to do with it', () => {
  test.each([
    ['{{ fail "no luck" }}', 'no luck'],
    ['{{ required "a size is needed" .Values.none }}', 'a size is needed'],
    ['{{ required "auth.empty is needed" .Values.auth.empty }}', 'auth.empty is needed'],
    ['{{ fail (printf "%s is no size" .Values.size) }}', 'small is no size'],
    ['{{ if .Values.auth.token }}{{ fail (upper .Values.size) }}{{ end }}', 'SMALL'],
    ['{{ include "inner" .Values }}', 'SMALL'],
    [
      '{{ $m := list }}{{ $m = append $m (include "checked" .) }}{{ $m = without $m "" }}{{ printf "\\nVALUES:\\n%s" (join "\\n" $m) | fail }}',
      'set a size',
    ],
    ['{{ index .Values.sizes 3 }}', 'reflect: slice index out of range'],
    ['a: b: c', 'a list or map begins here'],
  ])('%s says what it says', (template, words) => {
    const inner =
      '{{ define "inner" }}{{ fail (upper .size) }}{{ end }}{{ define "checked" }}{{ if .Values.auth.token }}set a size{{ end }}{{ end }}';
    const values = 'size: small\nsizes: [a, b, c]\nauth: {empty: ""}\n';
    expect(said(render(template, { 'charts/show/templates/_inner.tpl': inner, 'charts/show/values.yaml': values }))).toContain(words);
  });
});

test('a failure says that words are withheld, where, through which calls, and where the Secret stands', () => {
  const template = 'a: 1\nb: {{ include "outer" . }}\n';
  const outer = '{{ define "outer" }}\n{{ fail (upper .Values.auth.token) }}{{ end }}';
  expect(render(template, { 'charts/show/templates/_outer.tpl': outer }).failures).toEqual([
    {
      code: 'wordsWithheld',
      subject: 'fail',
      detail: 'app/secret.yaml:9',
      file: 'charts/show/templates/_outer.tpl',
      line: 2,
      column: 4,
      via: ['charts/show/templates/show.yaml:2'],
    },
  ]);
});
