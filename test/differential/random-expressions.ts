// Random expressions of templates: functions of sprig, Helm and Go on odd values, in each other and in pipelines.
import { helmFunctions } from '../../src/engine/render/helm/functions';
import { BUILTINS } from '../../src/engine/render/helm/template/builtins';
import { engineTemplateOver } from '../support/helm-template';
import { memoryFiles } from '../support/memory-files';
import type { Draw } from './draw';

/** Values with something of each kind; templates know these keys. */
export const VALUES = `text: web
empty: ""
spaced: "  a b\\t"
upper: Some-Text_here.now
unicode: "é ß 漢 😀"
lines: "one\\n\\n  two\\nthree\\n"
yaml: "a: 1\\nb: [x, {c: null}]\\n"
json: '{"a": [1, 2.5, "x"], "b": null}'
template: '{{ .Values.text }}-{{ .Release.Name }}'
version: 1.2.3-beta.1+build
range: ">=1.0.0 <2"
url: "https://user:pw@host:8080/path?q=a%20b#frag"
encoded: aGVsbG8=
digits: "012"
exponent: "1e3"
zero: 0
one: 1
half: 1.5
negative: -3
million: 1000000
large: 12345678901234567890
tiny: 0.0000001
yes: true
no: false
nothing: null
date: 2020-01-02
list: [c, a, b, a]
numbers: [3, 1.5, -2, 1e6]
mixed: [1, "1", true, null, [x], {k: v}]
none: []
map: {b: 2, a: one, c: {d: [1, 2]}}
bare: {}
maps: [{name: x, value: 1}, {name: y}]
"odd key": {"a.b/c": 1, "1": one}
`;

const SMALLEST = { 'chart/Chart.yaml': 'apiVersion: v2\nname: top\nversion: 1.2.3\n', 'chart/values.yaml': VALUES };

const TEXTS = [
  'text',
  'empty',
  'spaced',
  'upper',
  'unicode',
  'lines',
  'yaml',
  'json',
  'version',
  'range',
  'url',
  'encoded',
  'digits',
  'exponent',
];
const NUMBERS = ['zero', 'one', 'half', 'negative', 'million', 'large', 'tiny'];
const LISTS = ['list', 'numbers', 'mixed', 'none', 'maps'];
const MAPS = ['map', 'bare', '"odd key"', 'map.c'];
const OTHERS = ['yes', 'no', 'nothing', 'date', 'missing', 'map.missing', 'map.c.d'];
const LITERALS = [
  '"a"',
  '""',
  '"-"',
  '", "',
  '`b c`',
  '"%v"',
  '"%d %s"',
  '"%5.2f|%-8s|%x"',
  '"a.b"',
  '"^[a-c]+"',
  '"(\\\\w)(\\\\d?)"',
  `"$1-\${1}"`,
  '"\\n"',
  '"kind"',
  '"name"',
  '"2006-01-02"',
  '"1h30m"',
  '"1.2.3"',
  '"~1.2"',
  '"é"',
  `"'q\\""`,
];

/** What differs from run to run, or takes long, or has no order; `fail` and the like end everything. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  (
    'now uuidv4 shuffle keys values env expandenv getHostByName lookup htpasswd bcrypt encryptAES decryptAES derivePassword buildCustomCert ago ' +
    'htmlDate htmlDateInZone date dateInZone date_in_zone dateModify date_modify mustDateModify must_date_modify fail include tpl required call html js ' +
    'randAlphaNum randAlpha randAscii randNumeric randBytes randInt genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey ' +
    'genSignedCert genSignedCertWithKey toToml'
  ).split(' '),
);

const FUNCTIONS = [...new Map([...BUILTINS, ...helmFunctions(3)])].filter(([name]) => !LEFT_OUT.has(name));

/** Most functions refuse most arguments: so often, one is drawn that the engine takes. What it takes and Helm does not is found all the same. */
const TRIES = 12;

/** @param depth how many calls may stand within each other. */
export function expression(draw: Draw, depth: number): string {
  return taken(draw, () => anyExpression(draw, depth));
}

/** Something handed from function to function. */
export function pipeline(draw: Draw, depth: number): string {
  return taken(draw, () => anyPipeline(draw, depth));
}

function taken(draw: Draw, make: () => string): string {
  const tries = draw.rarely(12) ? 1 : TRIES;
  let made = make();
  for (let at = 1; at < tries && !isTaken(made); at++) made = make();
  return made;
}

function isTaken(text: string): boolean {
  const files = memoryFiles({ ...SMALLEST, 'chart/templates/a.yaml': `kind: "{{ $x := ${text} }}{{ $x | toJson | len }}"` });
  return engineTemplateOver(files, 3, 'chart', []).kind === 'text';
}

function anyExpression(draw: Draw, depth: number): string {
  if (depth === 0 || draw.rarely(4)) return draw.rarely(8) ? `(${anyPipeline(draw, 1)})` : anything(draw);
  return `(${draw.rarely(3) ? anyPipeline(draw, depth) : call(draw, depth)})`;
}

function anyPipeline(draw: Draw, depth: number): string {
  const steps = draw.some(1, 2, () => call(draw, depth - 1, true));
  return [anything(draw), ...steps].join(' | ');
}

function call(draw: Draw, depth: number, takesLast = false): string {
  const [name, { parameters, variadic }] = draw.pick(FUNCTIONS);
  const fixed = variadic ? parameters.slice(0, -1) : parameters;
  const rest = variadic ? draw.some(0, 3, () => parameters.at(-1) as string) : [];
  const wanted = [...fixed, ...rest];
  const given = takesLast && !draw.rarely(20) ? wanted.slice(0, -1) : wanted;
  return [name, ...given.map((type) => argument(draw, type, Math.max(0, depth - 1)))].join(' ');
}

function argument(draw: Draw, type: string, depth: number): string {
  if (draw.rarely(25)) return anyExpression(draw, depth);
  switch (type) {
    case 'string':
      return draw.rarely(5) && depth > 0
        ? `(${anyExpression(draw, depth)} | toString)`
        : draw.rarely(2)
          ? draw.pick(LITERALS)
          : value(draw, TEXTS);
    case 'int':
    case 'int64':
      return draw.rarely(4) ? `(${value(draw, NUMBERS)} | int)` : String(draw.pick([0, 1, 2, 3, 7, -1, 12]));
    case 'bool':
      return draw.pick(['true', 'false', '.Values.yes', '.Values.no']);
    default:
      if (type.startsWith('map[')) return map(draw, depth);
      if (type.startsWith('[]')) return list(draw, depth);
      return anyExpression(draw, depth);
  }
}

function map(draw: Draw, depth: number): string {
  if (!draw.rarely(3)) return value(draw, MAPS);
  const pairs = draw.some(0, 2, () => `${draw.pick(['"a"', '"b"', '"name"'])} ${anyExpression(draw, Math.max(0, depth - 1))}`);
  return `(dict${pairs.map((pair) => ` ${pair}`).join('')})`;
}

function list(draw: Draw, depth: number): string {
  if (!draw.rarely(3)) return value(draw, LISTS);
  return `(list${draw.some(0, 3, () => ` ${anyExpression(draw, Math.max(0, depth - 1))}`).join('')})`;
}

function anything(draw: Draw): string {
  const kind = draw.below(12);
  if (kind < 3) return value(draw, TEXTS);
  if (kind < 5) return value(draw, NUMBERS);
  if (kind < 7) return value(draw, LISTS);
  if (kind < 9) return value(draw, MAPS);
  if (kind < 10) return value(draw, OTHERS);
  return draw.rarely(2)
    ? draw.pick(LITERALS)
    : draw.pick(['0', '1', '-2', '1.5', '1e3', '0x1F', "'a'", 'true', 'false', '12345678901', '$.Release.Name', '$.Chart.Version']);
}

function value(draw: Draw, keys: readonly string[]): string {
  const key = draw.pick(keys);
  return key.startsWith('"') ? `(index $.Values ${key})` : `$.Values.${key}`;
}
