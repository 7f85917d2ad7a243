// Random charts whose templates do what templates can: expressions, branches, ranges, definitions, texts that are executed, white space that is trimmed.
import type { Draw } from './draw';
import { expression, pipeline, VALUES } from './random-expressions';
import type { Tree } from './random-trees';

/** The files of a case: `chart/`, `values.yaml`, and a line for each argument. */
export function templateChart(draw: Draw): Tree {
  const helpers = draw.some(0, 2, (at) => helper(draw, at));
  const hasSubchart = draw.rarely(3);
  const sub: Tree = hasSubchart
    ? {
        'chart/charts/sub/Chart.yaml': `apiVersion: v2\nname: sub\nversion: 1.0.0\n${draw.rarely(3) ? 'type: library\n' : ''}`,
        'chart/charts/sub/values.yaml': VALUES.replace('text: web', 'text: of the dependency'),
        'chart/charts/sub/templates/sub.yaml': items(draw, helpers.length),
        'chart/charts/sub/templates/_sub.tpl': helper(draw, 0),
      }
    : {};
  return {
    'chart/Chart.yaml': 'apiVersion: v2\nname: top\nversion: 1.2.3\nappVersion: "1.10"\n',
    'chart/values.yaml': VALUES,
    'chart/conf/a.txt': 'one\ntwo {{ .Values.text }}\n',
    'chart/conf/b.bin': new Uint8Array([0, 255, 10, 128]),
    'chart/templates/a.yaml': items(draw, helpers.length),
    ...(draw.rarely(2) ? { 'chart/templates/b.yaml': items(draw, helpers.length) } : {}),
    ...(helpers.length > 0 ? { 'chart/templates/_helpers.tpl': helpers.join('\n') } : {}),
    ...(draw.rarely(4) ? { 'chart/templates/NOTES.txt': `${action(draw, pipeline(draw, 1))}\n` } : {}),
    ...sub,
    'values.yaml': draw.rarely(3) ? 'text: given\nmap: {a: null, z: 26}\nsub: {list: [y, z]}\nglobal: {zone: eu}\n' : '{}\n',
    arguments: draw.rarely(3) ? '' : draw.some(0, 2, () => draw.pick(SETS)).join(''),
  };
}

const SETS = [
  '--set text=set\n',
  '--set list={1,a b,}\n',
  '--set map.a=null\n',
  '--set maps[1].value=x\\,y\n',
  '--set-string one=1\n',
  '--set-json map={"b": [1, {"c": 1.0}]}\n',
  '--set-literal text={{ .Release.Name }}\n',
  '--set list[5]=end,sub.text=x\n',
  '--is-upgrade\n',
];

function helper(draw: Draw, at: number): string {
  const body = draw.rarely(2) ? action(draw, pipeline(draw, 2)) : lines(draw, 1, 0).join('\n');
  return `${action(draw, `define "helper${at}"`)}${draw.rarely(2) ? '\n' : ''}${body}\n${action(draw, 'end')}\n`;
}

/** A document with a list of what expressions gave. */
function items(draw: Draw, helpers: number): string {
  return ['kind: Shown', 'apiVersion: v1', 'items:', ...lines(draw, 2, helpers), ''].join('\n');
}

function lines(draw: Draw, depth: number, helpers: number): readonly string[] {
  return draw.some(1, 3, () => statement(draw, depth, helpers)).flat();
}

function statement(draw: Draw, depth: number, helpers: number): readonly string[] {
  const kind = depth === 0 ? 0 : draw.below(9);
  if (kind < 4) return [`- ${shown(draw, expression(draw, 2))}`];
  const inner = (): readonly string[] => lines(draw, depth - 1, helpers);
  if (kind === 4) return branch(draw, 'if', inner);
  if (kind === 5) return branch(draw, 'with', inner);
  if (kind === 6) return loop(draw, inner);
  if (kind === 7) return variables(draw, inner);
  return [`- ${called(draw, helpers)}`];
}

function shown(draw: Draw, text: string): string {
  switch (draw.below(5)) {
    case 0:
      return `{{ ${text} | quote }}`;
    case 1:
      return `{{ printf "%v" ${text} | toJson }}`;
    case 2:
      return `{{ printf "%T" ${text} | quote }}`;
    case 3:
      return `{{ print ${text} | toJson }}`;
    default:
      return `{{ ${text} | toJson }}`;
  }
}

function branch(draw: Draw, word: 'if' | 'with', inner: () => readonly string[]): readonly string[] {
  const otherwise = draw.below(4);
  const more =
    otherwise === 0
      ? [action(draw, 'else'), ...inner()]
      : otherwise === 1
        ? [action(draw, `else ${word} ${expression(draw, 1)}`), ...inner()]
        : [];
  return [
    action(draw, `${word} ${expression(draw, 1)}`),
    ...inner(),
    ...(word === 'with' ? [`- {{ . | toJson }}`] : []),
    ...more,
    action(draw, 'end'),
  ];
}

function loop(draw: Draw, inner: () => readonly string[]): readonly string[] {
  const over = draw.pick([
    '$.Values.list',
    '$.Values.map',
    '$.Values.mixed',
    '$.Values.none',
    '(until 3)',
    '$.Values.maps',
    expression(draw, 1),
  ]);
  const variables = draw.pick(['', '$item := ', '$key, $item := ']);
  const item = variables === '' ? '.' : '$item';
  const jump = draw.rarely(4)
    ? [action(draw, `if eq (toString ${item}) "a"`), action(draw, draw.pick(['break', 'continue'])), action(draw, 'end')]
    : [];
  const otherwise = draw.rarely(4) ? [action(draw, 'else'), ...inner()] : [];
  const key = variables.includes('$key') ? [`- {{ $key | toJson }}`] : [];
  return [
    action(draw, `range ${variables}${over}`),
    ...jump,
    `- {{ ${item} | toJson }}`,
    ...key,
    ...inner(),
    ...otherwise,
    action(draw, 'end'),
  ];
}

function variables(draw: Draw, inner: () => readonly string[]): readonly string[] {
  const changed = draw.rarely(2)
    ? [action(draw, `if ${expression(draw, 1)}`), action(draw, `$v = ${expression(draw, 1)}`), action(draw, 'end')]
    : [];
  const set = draw.rarely(3)
    ? [action(draw, `$_ := set $.Values "${draw.pick(['text', 'added'])}" ${expression(draw, 1)}`), '- {{ $.Values.added | toJson }}']
    : [];
  return [action(draw, `$v := ${expression(draw, 1)}`), ...changed, ...set, ...inner(), `- {{ $v | toJson }}`];
}

function called(draw: Draw, helpers: number): string {
  const name = `"helper${draw.below(Math.max(1, helpers))}"`;
  const given = draw.pick(['.', '$', expression(draw, 1), '(dict "Values" $.Values "x" .)']);
  switch (draw.below(6)) {
    case 0:
      return `{{ tpl ${draw.pick(['$.Values.template', '"{{ .Values.text | upper }}"', '(toYaml $.Values.map)'])} $ | toJson }}`;
    case 1:
      return `{{ tpl ($.Files.Get ${draw.pick(['"conf/a.txt"', '"none"', '"conf/b.bin"'])}) $ | ${draw.pick(['toJson', 'b64enc'])} }}`;
    case 2:
      return `{{ ${draw.pick(['($.Files.Glob "conf/*").AsConfig', '($.Files.Glob "**.bin").AsSecrets', '$.Files.Lines "conf/a.txt"', '$.Files.AsConfig'])} | toJson }}`;
    case 3:
      return `{{ ${draw.pick(['.Template.Name', '$.Template.BasePath', '$.Chart', '$.Release', '$.Capabilities.KubeVersion.Minor', '$.Capabilities.APIVersions.Has "apps/v1"', '$.Subcharts'])} | toJson }}`;
    default:
      return `{{ include ${name} ${given} | ${draw.pick(['toJson', 'quote', 'fromYaml | toJson', 'nindent 2 | toJson', 'trim | toJson'])} }}`;
  }
}

function action(draw: Draw, inner: string): string {
  const [before, after] = braces(draw);
  return `${' '.repeat(draw.pick([0, 0, 2]))}{{${before}${inner}${after}}}`;
}

/** Both sides at once run lines together, which seldom leaves YAML. */
const TRIMS: readonly (readonly [string, string])[] = [
  ['- ', ''],
  ['- ', ' '],
  [' ', ' -'],
  ['', ' -'],
  ['', ''],
  [' ', ' '],
];

function braces(draw: Draw): readonly [string, string] {
  return draw.rarely(15) ? ['- ', ' -'] : draw.pick(TRIMS);
}
