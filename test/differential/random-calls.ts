// Random calls of what has a grammar of its own: arguments of --set, layouts of dates, zones, ranges of versions, regular expressions, names of files.
import type { Draw } from './draw';
import type { Tree } from './random-trees';

/** The files of a case: `chart/`, `values.yaml`, and a line for each argument. */
export function callsChart(draw: Draw): Tree {
  const isSet = draw.rarely(3);
  return {
    'chart/Chart.yaml': 'apiVersion: v2\nname: top\nversion: 1.2.3\n',
    'chart/values.yaml': 'a: 1\nlist: [1, {c: 2}, three]\nmap: {k: v, n: null}\n',
    ...Object.fromEntries(FILES.map((name) => [`chart/${name}`, `${name}\n`])),
    'chart/templates/a.yaml': isSet ? 'values: {{ toJson .Values }}\ntypes: {{ printf "%#v" .Values | quote }}\n' : shown(draw),
    arguments: isSet ? draw.some(1, 2, () => argument(draw)).join('') : '',
  };
}

function shown(draw: Draw): string {
  const call = draw.pick([date, date, range, expression, files])(draw);
  return `{{ $x := (${call}) }}value: {{ printf "%T|%v" $x $x | toJson }}\njson: {{ toJson $x | toJson }}\n`;
}

const FILES = ['a.txt', 'top.yaml', 'é.txt', 'conf/a.yaml', 'conf/b.json', 'conf/sub/c.yaml', 'conf/sub/deep/d.yml', 'data/abc.txt'];

const KEYS = [
  'a',
  'list[0]',
  'list[1].c',
  'map.k',
  'new.x.y',
  'list',
  'map.k\\.d',
  'list[2][1]',
  'a.b',
  '',
  '[0]',
  'a[70000]',
  'list[',
  'map.l[1',
];
const PARTS = [
  '',
  '1',
  '01',
  '-3',
  '1.5',
  'null',
  'true',
  'x y',
  '{1,2}',
  '{}',
  '{a',
  '\\,',
  '=',
  ',',
  '[1]',
  '9223372036854775808',
  'é',
  '{{ . }}',
];
const JSONS = ['{"a":1}', '[1,2]', 'null', '1e3', '"x,y"', '{"b":null}', '1.0', '{', 'tru', '1e400', '[1e999]', ' 2 ', '-0'];

function argument(draw: Draw): string {
  const flag = draw.pick(['--set', '--set', '--set-string', '--set-json', '--set-literal']);
  const value = (): string => (flag === '--set-json' ? draw.pick(JSONS) : draw.some(0, 2, () => draw.pick(PARTS)).join(''));
  const pairs = draw.some(1, 2, () => (draw.rarely(6) ? draw.pick(KEYS) : `${draw.pick(KEYS)}=${value()}`));
  return `${flag} ${pairs.join(',')}\n`;
}

const LAYOUTS = (
  '2006 06 01 1 Jan January 02 2 _2 002 __2 Mon Monday 15 3 03 4 04 5 05 PM pm MST Z0700 Z07:00 Z07 -0700 -07:00 -07 ' +
  'Z070000 -07:00:00 .000 .999 ,000 ,999 - / : T é Janx _2006 00'
).split(' ');
const READ = ['2024-01-02', '12:13:14', 'Jan 5', 'PM', '03', '+01:00', 'MST', 'GMT+3', '', '2024-02-30', '24-1-2 3PM', '060'];
const ZONES = [
  'UTC',
  'Local',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Tokyo',
  'Europe/Moscow',
  'US/Pacific',
  'GMT',
  'europe/berlin',
  'x',
  '',
];
const DURATIONS = ['1h', '-1h30m', '1.5h', '300ms', '1µs', '1d', 'h', '', '5', '2562047h47m16.854775808s', '1e3s', '.5s'];
const METHODS = [
  'Unix',
  'Weekday',
  'Month',
  'YearDay',
  'AddDate 0 1 30',
  'Add 5000000000',
  'Truncate 3600000000000',
  'Round 60000000000',
  'UTC.Hour',
  'IsZero',
];

function date(draw: Draw): string {
  const layout = `\`${draw.some(1, 5, () => draw.pick([...LAYOUTS, ' '])).join('')}\``;
  const when = `(int64 ${draw.pick(['0', '-1', '1136239445', '1600000000', '951782400', '1711846800', '1729990800'])})`;
  const read = `toDate "2006-01-02T15:04:05Z07:00" "2024-0${1 + draw.below(9)}-2${draw.below(10)}T0${draw.below(10)}:30:59.5+0${draw.below(10)}:30"`;
  switch (draw.below(6)) {
    case 0:
      return `dateInZone ${layout} ${when} "${draw.pick(ZONES)}"`;
    case 1:
      return `mustToDate ${layout} (dateInZone ${layout} ${when} "${draw.pick(ZONES.slice(0, 3))}")`;
    case 2:
      return `${draw.pick(['toDate', 'mustToDate'])} ${layout} "${draw.pick(READ)}"`;
    case 3:
      return `${draw.pick(['dateModify', 'mustDateModify'])} "${draw.pick(DURATIONS)}" (${read})`;
    case 4:
      return `durationRound "${draw.pick(DURATIONS)}"`;
    default:
      return `(${read}).${draw.pick(METHODS)}`;
  }
}

const VERSIONS = [
  '1.2.3',
  '1.2',
  '1',
  '0.0.3',
  '1.x',
  '*',
  'v1.2.3',
  '1.2.3-alpha.1',
  '1.2.3-01',
  '1.2.3+b',
  '2.0.0-0',
  '',
  'x',
  '1.2.3.4',
  '01.2',
];
const OPERATORS = ['', '=', '!=', '>', '<', '>=', '=>', '<=', '~', '~>', '^', '==', '^^', '>= '];

function range(draw: Draw): string {
  const one = (): string =>
    draw.rarely(6) ? `${draw.pick(VERSIONS)} - ${draw.pick(VERSIONS)}` : draw.pick(OPERATORS) + draw.pick(VERSIONS);
  const all = draw.some(1, 2, () => draw.some(1, 2, one).join(draw.pick([', ', ' ', ','])));
  return `semverCompare "${all.join(' || ')}" "${draw.pick(VERSIONS)}"`;
}

const ATOMS = (
  'a b . \\d \\w \\s \\b ^ $ [abc] [^a] [[:alpha:]] \\pL (?i) (?s) (?P<n>a) (?<n>b) (?P<m>c|x) ( ) | * + ? {2} {1,} {3,1} {1001} *? ' +
  '[a [b-a] \\1 (?=a) é \\Q+ \\x41 ** [\\b]'
).split(' ');
const SUBJECTS = ['aaa', 'abc ABC', '', 'é漢😀', 'line1\\nline2', 'aXbXc', 'a.b*c'];

function expression(draw: Draw): string {
  const pattern = `\`${draw.some(1, 5, () => draw.pick(ATOMS)).join('')}\` "${draw.pick(SUBJECTS)}"`;
  const replacement = `\`${draw.some(1, 2, () => draw.pick(['$1', `\${n}`, '$0', `\${m}x`, '$n', '$$', 'y'])).join('')}\``;
  return draw.pick([
    `regexMatch ${pattern}`,
    `mustRegexMatch ${pattern}`,
    `regexFindAll ${pattern} -1`,
    `mustRegexFind ${pattern}`,
    `regexReplaceAll ${pattern} ${replacement}`,
    `mustRegexReplaceAll ${pattern} ${replacement}`,
    `regexSplit ${pattern} ${draw.pick(['-1', '0', '2'])}`,
  ]);
}

const NAMES = [
  '*',
  '**',
  '?',
  '*.yaml',
  '*.txt',
  'conf',
  'data',
  'a',
  'b',
  'a*',
  'sub/**',
  'abc',
  'yaml',
  '[ab]',
  '[!a]',
  '[a-c]',
  '/',
  '.',
  '[a',
  '\\\\*',
  'é',
];

/** Braces in braces, and such that do not close. */
function names(draw: Draw, depth: number): string {
  const inner = (): string =>
    depth > 0 && draw.rarely(3) ? `{${draw.some(1, 3, () => names(draw, depth - 1)).join(',')}}` : draw.pick(NAMES);
  return draw.some(1, 3, inner).join('') + (draw.rarely(30) ? '{' : '');
}

function files(draw: Draw): string {
  return `keys (.Files.Glob "${names(draw, 2)}") | sortAlpha`;
}
