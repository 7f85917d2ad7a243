// YAML as people write it, with one or two of the slips that they make in it.
import type { Draw } from './draw';

const DOCUMENTS: readonly string[] = [
  'image:\n  repository: nginx\n  tag: "1.25"\nreplicas: 3\nenv:\n  - name: A\n    value: "x"\n  - name: B\n    value: \'y z\'\nresources:\n  limits:\n    cpu: 100m',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels:\n    app: web\ndata:\n  key: value\n  other: "a: b"\n  text: |\n    line one\n    line two\n  last: [a, b, c]',
  'server:\n  host: example.com\n  port: 8080\n  tls: {enabled: true, secretName: tls}\n  paths: ["/", "/api"]\nlogging:\n  level: info',
  '- name: web\n  port: 80\n- name: api\n  port: 8080\n  args: ["--a", "--b=c"]',
  'a: 1\nb: two\nc:\n- x\n- y\nd: "quoted"',
  'global:\n  domain: example.org\n\n# comment\ningress:\n  annotations:\n    kubernetes.io/ingress.class: nginx\n  hosts:\n    - host: a.example.org\n      paths:\n        - path: /\n          pathType: Prefix',
  'password: s3cret\nurl: http://example.com:80/x\ncron: "0 * * * *"\nlist:\n  - one\n  - two',
];

/** What a line becomes by a slip. */
type Slip = (line: string, draw: Draw) => string;

const indentOf = (line: string): string => /^ */.exec(line)?.[0] ?? '';
const withoutOne = (line: string, draw: Draw, chars: string): string => {
  const places = [...line].flatMap((char, at) => (chars.includes(char) ? [at] : []));
  const place = places.length === 0 ? undefined : draw.pick(places);
  return place === undefined ? line : line.slice(0, place) + line.slice(place + 1);
};
const atValue = (line: string, make: (value: string) => string): string => {
  const at = line.indexOf(': ');
  return at === -1 ? line : line.slice(0, at + 2) + make(line.slice(at + 2));
};
const under = (line: string, draw: Draw, added: string): string => {
  const indent = indentOf(line);
  return `${line}\n${draw.pick(['', indent, `${indent}  `])}${added}`;
};

const STARTS = '% @ ` * ! [ { | > !! {{ **b** - ? , ] } "a"'.split(' ');
const STRAYS = ['text', 'error: failed', '}', ']', '<no value>', '---', 'EOF', 'key', '"text"', 'text: "a', "it's fine: yes", '- item'];

const SLIPS: readonly Slip[] = [
  (line, draw) => line.replace(/^ +/, (indent) => draw.pick(['\t', `\t${indent.slice(2)}`, `${indent.slice(1)}\t`])),
  (line) => `\t${line}`,
  (line, draw) => `${' '.repeat(1 + draw.below(3))}${line}`,
  (line, draw) => line.slice(draw.below(indentOf(line).length + 1)),
  (line, draw) => withoutOne(line, draw, '"\''),
  (line, draw) => withoutOne(line, draw, '[]{}'),
  (line, draw) => withoutOne(line, draw, ':'),
  (line, draw) => atValue(line, (value) => `${draw.pick(['"', "'", '[', '{'])}${value}`),
  (line) => atValue(line, (value) => `"${value.replaceAll('"', '')}" extra`),
  (line, draw) => atValue(line, (value) => `${draw.pick(STARTS)}${value}`),
  (line, draw) => atValue(line, () => `"${draw.pick(['\\d+', 'C:\\Users\\x', '\\.', '\\x1', '\\u12'])}"`),
  (line, draw) =>
    atValue(line, (value) => `${draw.pick(['|', '>-', '|2', '| x', '|-+'])}\n${indentOf(line)}${' '.repeat(draw.below(3))}${value}`),
  (line) => `${line}\n${line}`,
  (line, draw) => `${line}${draw.pick([': more', ':', ' b: c'])}`,
  (line) => line.replace(': ', ':'),
  (line, draw) => line.replace('- ', draw.pick(['-', '', '  '])),
  (line, draw) => under(line, draw, draw.pick(STRAYS)),
  (line, draw) => line.slice(0, 1 + draw.below(line.length)),
  (line) => `${line}\r`,
];

export function slippedTexts(count: number, draw: Draw): readonly string[] {
  return Array.from({ length: count }, () => {
    const lines = draw.pick(DOCUMENTS).split('\n');
    for (let left = draw.rarely(5) ? 2 : 1; left > 0; left--) {
      const at = draw.below(lines.length);
      lines[at] = draw.pick(SLIPS)(lines[at] as string, draw);
    }
    return draw.rarely(3) ? lines.join('\n') : `${lines.join('\n')}\n`;
  });
}
