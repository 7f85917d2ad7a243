// Charts that would never end, or fill the memory: one template each, by what it tries.

const DEEP =
  '{{ $x := dict "a" 1 }}{{ $y := dict "a" 1 }}{{ range until 60 }}{{ $x = dict "a" $x "b" $x }}{{ $y = dict "a" $y "b" $y }}{{ end }}';
const CYCLE = '{{ $x := dict }}{{ $_ := set $x "a" $x }}{{ $y := dict }}{{ $_ := set $y "a" $y }}';
const LONG = '{{ $x := repeat 5000000 "x" }}{{ range until 1000000 }}';
const GROWING = '{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range until 60 }}';

export const HOSTILE: Readonly<Record<string, string>> = {
  'an include of itself': '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  'two includes of each other':
    '{{ define "a" }}{{ include "b" . }}{{ end }}{{ define "b" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
  'a template that calls itself': '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
  'tpl of its own text': '{{ tpl .Values.text . }}',
  'tpl of thousands of texts': '{{ range until 100000000 }}{{ tpl (printf "{{ %d }}" .) $ }}{{ end }}',
  'tpl in tpl': '{{ $t := "x" }}{{ range until 3000 }}{{ $t = printf "{{ tpl %s . }}" (quote $t) }}{{ end }}{{ tpl $t . }}',
  'a range over ranges': '{{ range until 100000000 }}{{ range until 100000000 }}x{{ end }}{{ end }}',
  'a range that does nothing': '{{ range until 1000000000 }}{{ end }}',
  'a range over a number': '{{ range 1000000000000 }}{{ end }}',
  'a range over a number that writes': '{{ range 1000000000000 }}x{{ end }}',
  'a repeat of gigabytes': 'a: {{ repeat 1000000000 "xx" }}',
  'text that doubles': `${GROWING}{{ $x = print $x $x }}{{ end }}{{ $x }}`,
  'capitals that double': `${GROWING}{{ $x = upper (print $x $x) }}{{ end }}{{ $x }}`,
  'quotes that double': `${GROWING}{{ $x = quote $x $x }}{{ end }}{{ $x }}`,
  'quotes in quotes': '{{ $x := "\\"" }}{{ range until 200 }}{{ $x = toJson $x }}{{ end }}{{ $x }}',
  'base64 of base64': '{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range until 200 }}{{ $x = b64enc $x }}{{ end }}{{ $x }}',
  'a list that doubles': '{{ $x := list 1 2 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}{{ len $x }}',
  'JSON of a map that stands in itself often': `${DEEP}{{ toJson $x }}`,
  'YAML of a map that stands in itself often': `${DEEP}{{ toYaml $x }}`,
  'a map that stands in itself often, printed': `${DEEP}{{ $x }}`,
  'a map that stands in itself often, copied': `${DEEP}{{ deepCopy $x | len }}`,
  'maps that stand in themselves often, compared': `${DEEP}{{ deepEqual $x $y }}`,
  'maps that stand in themselves often, merged': `${DEEP}{{ merge $x $y | len }}`,
  'JSON of a map in itself': `${CYCLE}{{ toJson $x }}`,
  'TOML of a map in itself': `${CYCLE}{{ toToml $x }}`,
  'a map in itself, compared': `${CYCLE}{{ deepEqual $x $y }}`,
  'YAML of values in themselves': '{{ $_ := set .Values "a" .Values }}{{ toYaml .Values }}',
  'maps within each other': '{{ $x := dict }}{{ range until 100000 }}{{ $x = dict "a" $x }}{{ end }}{{ toYaml $x }}',
  'digests of a long text': `${LONG}{{ $y := sha512sum $x }}{{ end }}`,
  'base64 of a long text': `${LONG}{{ $y := b64enc $x }}{{ end }}`,
  'capitals of a long text': `${LONG}{{ $y := upper $x }}{{ end }}`,
  'a long text, searched': `${LONG}{{ $y := contains "xy" $x }}{{ end }}`,
  'a long text, matched': `${LONG}{{ $y := regexMatch "x*y" $x }}{{ end }}`,
  'a pattern of many pieces': '{{ regexMatch (repeat 100000 "(a|b)*") (repeat 100000 "a") }}',
  'matches of nothing': '{{ regexFindAll "" (repeat 5000000 "a") -1 | len }}',
  'matches that each search all of the text': '{{ regexFindAll "a(.*b)?" (repeat 1000000 "a") -1 | len }}',
  'replacements that grow': '{{ regexReplaceAll "" (repeat 1000000 "a") (repeat 1000 "b") | len }}',
  'words of a long text': '{{ snakecase (repeat 1000000 "aB ") }}',
  'indentation of gigabytes': '{{ indent 2000000000 "a" }}',
  'indentation of many lines': '{{ indent 100000 (repeat 100000 "a\\n") }}',
  'random text of gigabytes': '{{ randAlphaNum 2000000000 }}',
  'keys for ever': '{{ range until 100000000 }}{{ $x := genCA "a" 1 }}{{ end }}',
  'passwords for ever': '{{ range until 100000000 }}{{ $x := derivePassword 1 "long" "p" "u" "s" }}{{ end }}',
  'ciphertext for ever': '{{ $x := repeat 1000000 "x" }}{{ range until 1000000 }}{{ $y := encryptAES "a" $x }}{{ end }}',
  'a sequence of gigabytes': '{{ seq 1 1000000000 }}',
  'lists of lists': '{{ $k := list }}{{ $l := until 100000 }}{{ range until 3000 }}{{ $l = prepend $l . }}{{ $k = append $k $l }}{{ end }}',
  'sorting for ever': '{{ $x := until 1000000 }}{{ range until 1000 }}{{ $y := sortAlpha $x }}{{ end }}',
  'texts that are kept': '{{ $k := list }}{{ range until 1000000 }}{{ $k = append $k (upper (repeat 10000 "y")) }}{{ end }}',
  'objects by the hundred thousand': '{{ range until 300000 }}\n---\nkind: A\napiVersion: v1\nmetadata: {name: a{{ . }}}{{ end }}',
  'a map of a million keys': 'kind: A\napiVersion: v1\nmetadata: {name: a}\ndata:\n{{ range until 1000000 }}  k{{ . }}: x\n{{ end }}',
  'YAML within YAML': 'kind: A\nx: {{ repeat 200000 "[" }}',
  'YAML that is read for ever': '{{ $x := toYaml (until 10000) }}{{ range until 1000000 }}{{ $y := fromYamlArray $x }}{{ end }}',
  'lookups by names that it makes up': '{{ range until 100000 }}{{ lookup "v1" "Secret" "a" (print .) }}{{ end }}',
};

/** The files of a chart with one template. */
export function hostileChart(template: string): Readonly<Record<string, string>> {
  return {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': "text: '{{ tpl .Values.text . }}'\n",
    'templates/a.yaml': template,
  };
}
