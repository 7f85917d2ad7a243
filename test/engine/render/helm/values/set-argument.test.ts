// `--set` and its kin: what is set, of which type, with which origin. Against the real Helm: test/differential/helm.test.ts.
import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../../../src/engine/model';
import { createReads } from '../../../../../src/engine/render/helm/chart/reads';
import type { GoMap } from '../../../../../src/engine/render/helm/go/values';
import { ValueOrigins } from '../../../../../src/engine/render/helm/values/origins';
import { plainJson } from '../../../../../src/engine/render/helm/values/plain-json';
import { type SetKind, userValues, type ValuesSource } from '../../../../../src/engine/render/helm/values/user-values';
import { memoryFiles } from '../../../../support/memory-files';

const FILES = memoryFiles({ 'values.yaml': 'image:\n  tag: "1.0"\nlist: [a, b]\n', 'deploy/note.txt': 'two\nlines\n' });

function merged(sources: readonly ValuesSource[], helm: 3 | 4 = 4) {
  const origins = new ValueOrigins();
  const values = userValues(sources, FILES, createReads(), { helm, origins, warn: () => undefined });
  return { values, origins, json: plainJson(values) };
}

const set = (text: string, kind: SetKind = 'set') => merged([{ kind, text, folder: 'deploy' }]);

describe('what is set', () => {
  test.each([
    ['a=1,b=true,c=null,d=text,e=', { a: 1, b: true, c: null, d: 'text', e: '' }],
    ['a=01,b=0,c=-5,d=1.5,e=99999999999999999999', { a: '01', b: 0, c: -5, d: '1.5', e: '99999999999999999999' }],
    ['a.b.c=1,a.b.d=2', { a: { b: { c: 1, d: 2 } } }],
    ['a={1,x},b={}', { a: [1, 'x'], b: [''] }],
    ['a[1].b=c,a[0]=d', { a: ['d', { b: 'c' }] }],
    ['a[0][1]=x', { a: [[null, 'x']] }],
    ['a\\.b=c\\,d', { 'a.b': 'c,d' }],
  ])('%s', (text, json) => {
    expect(set(text).json).toEqual(json);
  });

  test('numbers of --set are integers, those of JSON are not', () => {
    expect(set('a=1').values.entries.get('a')).toMatchObject({ kind: 'int64', value: 1n });
    expect(set('a=1', 'setJson').values.entries.get('a')).toBe(1);
  });

  test('texts, files, JSON and the rest of the argument', () => {
    expect(set('a=1,b=true', 'setString').json).toEqual({ a: '1', b: 'true' });
    expect(set('a=note.txt', 'setFile').json).toEqual({ a: 'two\nlines\n' });
    expect(set('a={"b":[1,null]},c="x,y"', 'setJson').json).toEqual({ a: { b: [1, null] }, c: 'x,y' });
    expect(set('a.b={x},c=d', 'setLiteral').json).toEqual({ a: { b: '{x},c=d' } });
  });
});

test('Helm 4 takes an index that does not end for the end of the argument', () => {
  expect(merged([{ kind: 'set', text: 'a=1,b[0' }], 4).json).toEqual({ a: 1 });
  expect(() => merged([{ kind: 'set', text: 'a=1,b[0' }], 3)).toThrow(FailureError);
});

test('an index that sets nothing may be as large as it likes', () => {
  expect(set('a[70000]').json).toEqual({ a: [] });
  expect(() => set('a=1e400', 'setJson')).toThrow(FailureError);
});

describe('what is refused', () => {
  test.each([
    'a',
    'a=1,b',
    'a=1,,b=2',
    'a[x]=1',
    'a[-1]=1',
    'a[70000]=1',
    'a[0]b=1',
    'a={1',
    'a=1,a.b=2',
    '.=1',
    `${'a.'.repeat(40)}b=1`,
  ])('%s', (text) => {
    expect(() => set(text)).toThrow(FailureError);
  });

  test('JSON that is none, and a file that is not there', () => {
    expect(() => set('a={', 'setJson')).toThrow(/valuesInvalid: --set-json/);
    expect(() => set('a=none.txt', 'setFile')).toThrow(/notFound: none.txt/);
  });

  test('no message repeats a value, which may be secret', () => {
    expect(() => set('password=hunter2,x')).toThrow(/^(?!.*hunter2).*$/s);
  });
});

describe('origins', () => {
  test('an argument over a file says so', () => {
    const { values, origins } = merged([
      { kind: 'file', path: 'values.yaml' },
      { kind: 'set', text: 'list[1]=c,image.tag=2.0' },
    ]);
    const image = values.entries.get('image') as GoMap;
    expect(origins.of(image, 'tag')).toEqual({
      file: '--set image.tag',
      line: 1,
      column: 17,
      step: 'values',
      overrode: { file: 'values.yaml', line: 2, column: 8, step: 'values' },
    });
  });
});
