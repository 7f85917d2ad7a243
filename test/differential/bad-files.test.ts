// Every kind of file that a kustomization reads, damaged in every way: a failure with a position where the real kustomize refuses, its bytes where it builds.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNodeFiles } from '../../src/adapters/node-files';
import { buildKustomization, createBuildCache, KUSTOMIZE_CLI } from '../../src/engine/render/kustomize/build';
import { describeFailure, disagreement, engineBuild } from '../support/kustomize';
import { type RealKustomize, startKustomize } from '../support/kustomize-batch';

/** One of each kind; the tree builds. */
const FILES = {
  'kustomization.yaml':
    'namePrefix: p-\nresources:\n- web.yaml\npatches:\n- path: patch.yaml\nreplacements:\n- path: replacement.yaml\nconfigurations:\n- config.yaml\n' +
    'crds:\n- crd.json\nopenapi:\n  path: schema.json\nconfigMapGenerator:\n- name: c\n  files:\n  - file.txt\n  envs:\n  - env.env\ntransformers:\n- transformer.yaml\n',
  'web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  labels:\n    a: b\n  annotations:\n    x: y\nspec:\n  replicas: 1\n',
  'patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n',
  'replacement.yaml':
    'source:\n  kind: Deployment\n  fieldPath: metadata.labels.a\ntargets:\n- select:\n    kind: Deployment\n  fieldPaths:\n  - metadata.annotations.x\n',
  'config.yaml': 'namePrefix:\n- path: metadata/name\n  kind: Foo\n',
  'crd.json': '{"a.b.Foo": {"Schema": {"properties": {"spec": {"type": "object"}}}}}\n',
  'schema.json':
    '{"definitions": {"a.b.v1.Foo": {"x-kubernetes-group-version-kind": [{"group": "a.b", "kind": "Foo", "version": "v1"}]}}}\n',
  'file.txt': 'hello\n',
  'env.env': 'A=b\nC=d\n',
  'transformer.yaml':
    'apiVersion: builtin\nkind: LabelTransformer\nmetadata:\n  name: l\nlabels:\n  q: r\nfieldSpecs:\n- path: metadata/labels\n  create: true\n',
} as const;
type File = keyof typeof FILES;
const NAMES = Object.keys(FILES) as File[];
const YAML = NAMES.filter((name) => name.endsWith('.yaml'));

type Damage = (content: string, name: string) => string | Uint8Array | undefined;
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a byte order mark': (content) => `\ufeff${content}`,
  CRLF: (content) => content.replaceAll('\n', '\r\n'),
  'a tab as indent': (content) => content.replace('\n', '\n\tx: y\n'),
  'a tab before a value': (content) => content.replace(/: (\w)/, ':\t$1'),
  'a NUL': (content) => content.replace(/(\w)\n/, '$1\0\n'),
  'a control character': (content) => content.replace(/(\w)\n/, '$1\u0007\n'),
  'no UTF-8': (content) => bytes(content, 'zz: ', [0xff, 0xfe], '\n'),
  'no UTF-8 in a comment': (content) => bytes(content, '# ', [0xff], '\n'),
  'UTF-16': (content) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]),
  'a key twice': (content) => `${content}${content.split('\n')[0]}\n`,
  'a list': () => '- a\n- b\n',
  'a text': () => 'just text\n',
  nothing: () => '',
  'a comment': () => '# nothing\n',
  'an unknown field': (content, name) => (name.endsWith('.json') ? content : `${content}unknownField: 1\n`),
  'an open quote': (content) => `${content}zz: "open\n`,
  'an alias of itself': (content) => `${content}zz: &z [*z]\n`,
  'an alias of nothing': (content) => `${content}zz: *nowhere\n`,
  'no file': () => undefined,
};

/** Where the two do not agree: a mistake in every case, which the engine names and kustomize overlooks, or the other way round. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'a key twice in patch.yaml': 'kustomize merges both; which one wins depends on where it looks',
};

let root = '';
let kustomize: RealKustomize;
beforeAll(async () => {
  kustomize = await startKustomize();
}, 600_000);
afterAll(() => kustomize.stop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-bad-'));
  mkdirSync(join(root, 'o'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: File | undefined, damage: Damage): void {
  for (const [each, content] of Object.entries(FILES)) {
    const written = each === name ? damage(content, each) : content;
    if (written === undefined) rmSync(join(root, 'o', each), { force: true });
    else writeFileSync(join(root, 'o', each), written);
  }
}

/** Failures of the engine that do not say where they are; a folder without a kustomization has no place for it. */
function unplaced(): string[] {
  const { failures } = buildKustomization('o', createNodeFiles(root), KUSTOMIZE_CLI, createBuildCache());
  const without = failures.filter(({ code, line, column }) => code !== 'noKustomization' && (line === undefined || column === undefined));
  return [...without, ...failures.filter(({ code }) => code === 'internal')].map(describeFailure);
}

test('the whole tree builds alike', async () => {
  write(undefined, (content) => content);
  const real = await kustomize.build(join(root, 'o'));
  expect(real.kind).toBe('yaml');
  expect(disagreement(real, engineBuild(createNodeFiles(root), 'o'))).toBe(undefined);
});

describe.each(Object.entries(DAMAGES))('%s', (what, damage) => {
  test('in each file', { timeout: 120_000 }, async () => {
    for (const name of NAMES) {
      write(name, damage);
      const ours = engineBuild(createNodeFiles(root), 'o');
      const differs = disagreement(await kustomize.build(join(root, 'o')), ours);
      const label = `${what} in ${name}`;
      if (EXCEPTIONS[label] === undefined) expect(differs, label).toBe(undefined);
      else expect(differs, `${label}: an exception that is none`).not.toBe(undefined);
      expect(unplaced(), label).toEqual([]);
    }
  });
});

/** What kustomize takes all memory or its whole stack for. */
const BOMBS: Readonly<Record<string, Damage>> = {
  'an alias bomb': (content) => {
    const letters = [...'abcdefghij'];
    const lines = letters.map((letter, index) => {
      const items = Array(9).fill(index === 0 ? 'x' : `*${letters[index - 1]}`);
      return `${letter}: &${letter} [${items.join(', ')}]\n`;
    });
    return `${content}${lines.join('')}`;
  },
  'ten thousand maps in each other': (content) => `${content}deep: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`,
  'ten thousand lists in each other': (content) => `${content}deep: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'ten thousand open brackets': (content) => `${content}deep: ${'['.repeat(10_000)}\n`,
  'indents without end': (content) =>
    `${content}deep:\n${Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth + 1)}x:`).join('\n')}\n`,
};

describe.each(Object.entries(BOMBS))('%s', (_what, damage) => {
  test.each(YAML)('in %s is a failure there', (name) => {
    write(name, damage);
    const { failures } = buildKustomization('o', createNodeFiles(root), KUSTOMIZE_CLI, createBuildCache());
    expect(failures.filter(({ file }) => file === `o/${name}`)[0]).toMatchObject({
      code: 'notYaml',
      line: expect.any(Number),
      column: expect.any(Number),
      detail: expect.stringMatching(/aliasing|nest|closing|flow|end with/i),
    });
    expect(unplaced()).toEqual([]);
  });
});
