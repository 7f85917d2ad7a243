// JSON patches: what the operations do, what kustomize's library does beside the RFC, and where the values come from.
import { describe, expect, test } from 'vitest';
import { FailureError, type MapNode, type Node } from '../../../../../src/engine/model';
import { applyJsonPatch } from '../../../../../src/engine/render/kustomize/merge/json-patch';
import { at } from '../../../../../src/engine/yaml/access';
import { toJson } from '../../../../../src/engine/yaml/json';
import { readDocuments } from '../../../../../src/engine/yaml/read';

const TARGET = 'a: 1\nlist: [x, y, z]\nmap:\n  k/e~y: v\n  nothing: null\n';

describe('operations', () => {
  test.each([
    ['add a key', '{op: add, path: /b, value: {c: 1}}', { b: { c: 1 } }],
    ['add over a key', '{op: add, path: /a, value: 2}', { a: 2 }],
    ['add to the end', '{op: add, path: /list/-, value: n}', { list: ['x', 'y', 'z', 'n'] }],
    ['add before an item', '{op: add, path: /list/1, value: n}', { list: ['x', 'n', 'y', 'z'] }],
    ['add behind the last', '{op: add, path: /list/3, value: n}', { list: ['x', 'y', 'z', 'n'] }],
    ['add before the last by a negative index', '{op: add, path: /list/-2, value: n}', { list: ['x', 'y', 'n', 'z'] }],
    ['escapes', '{op: replace, path: /map/k~1e~0y, value: w}', { map: { 'k/e~y': 'w', nothing: null } }],
    ['remove an item', '{op: remove, path: /list/0}', { list: ['y', 'z'] }],
    ['remove the last by a negative index', '{op: remove, path: /list/-1}', { list: ['x', 'y'] }],
    ['replace an item', '{op: replace, path: /list/2, value: [1]}', { list: ['x', 'y', [1]] }],
    ['replace a key that is missing', '{op: replace, path: /new, value: 1}', { new: 1 }],
    ['move', '{op: move, from: /list/0, path: /first}', { list: ['y', 'z'], first: 'x' }],
    ['copy', '{op: copy, from: /list, path: /other}', { other: ['x', 'y', 'z'] }],
    ['test', '{op: test, path: /list, value: [x, y, z]}', {}],
    ['test for null', '{op: test, path: /map/nothing, value: null}', {}],
    ['test for what is missing', '{op: test, path: /missing, value: null}', {}],
    ['add without a value', '{op: add, path: /b}', { b: null }],
  ])('%s', (_name, operation, expected) => {
    expect(toJson(apply(`[${operation}]`))).toEqual({ ...(toJson(read(TARGET, 'base')) as object), ...expected });
  });

  test('what decided the patch stands behind values that become other ones, and not behind other quotes', () => {
    const target = read('big: 9007199254740993\nquoted: "a"\nnothing:\n', 'base') as MapNode;
    const selector = read('Deployment', 'selector').origin;
    const patched = applyJsonPatch(target, read('[{op: add, path: /b, value: 1}]', 'patch'), [selector]);
    const deciding = (key: string) => at(patched, [key])?.origin.by?.map(({ file }) => file);
    expect(['big', 'quoted', 'nothing'].map(deciding)).toEqual([['selector'], undefined, undefined]);
  });

  test('integers that JSON cannot carry lose their last digits, as upstream', () => {
    const target = read('big: 9007199254740993\nday: 2001-01-01\n', 'base') as MapNode;
    const patched = applyJsonPatch(target, read('[{op: add, path: /b, value: 1}]', 'patch'));
    expect(toJson(patched)).toEqual({ big: 9007199254740992, day: '2001-01-01T00:00:00Z', b: 1 });
  });
});

describe('what does not fit is refused at its line', () => {
  test.each([
    ['a path that is missing', '{op: add, path: /no/b, value: 1}'],
    ['a key to remove that is missing', '{op: remove, path: /no}'],
    ['an index that is missing', '{op: replace, path: /list/3, value: 1}'],
    ['an index that is none', '{op: remove, path: /list/x}'],
    ['a path through a value', '{op: add, path: /a/b, value: 1}'],
    ['a test that fails', '{op: test, path: /a, value: 2}'],
    ['an operation that does not exist', '{op: put, path: /a}'],
    ['no path', '{op: remove}'],
    ['the whole object by a list', '{op: replace, path: "", value: [1]}'],
    ['a move from nowhere', '{op: move, from: /no, path: /a}'],
  ])('%s', (_name, operation) => {
    const failure = failureOf(() => apply(`- {op: test, path: /a, value: 1}\n- ${operation}\n`));
    expect(failure).toMatchObject({ code: 'patchInvalid', file: 'patch', line: 2, detail: expect.any(String) });
  });

  test('a patch that is no list', () => {
    expect(failureOf(() => apply('op: add\n'))).toMatchObject({ code: 'patchInvalid', file: 'patch', line: 1 });
  });
});

describe('origins', () => {
  const result = apply(
    '- op: replace\n  path: /a\n  value: 2\n- {op: add, path: /n, value: {m: 1}}\n- {op: move, from: /list/0, path: /first}\n',
  );

  test('a value has the line of the patch, over what it replaced', () => {
    expect(at(result, ['a'])?.origin).toMatchObject({
      file: 'patch',
      line: 3,
      column: 10,
      step: 'jsonPatch',
      overrode: { file: 'base', line: 1, column: 4, step: 'resource' },
    });
    expect(at(result, ['n', 'm'])?.origin).toMatchObject({ file: 'patch', line: 4, column: 34, step: 'jsonPatch' });
  });

  test('a moved value has the operation’s line, over where it was', () => {
    expect(at(result, ['first'])?.origin).toMatchObject({
      file: 'patch',
      line: 5,
      step: 'jsonPatch',
      overrode: { file: 'base', line: 2, column: 8 },
    });
  });

  test('the rest keeps its own', () => {
    expect(at(result, ['map', 'k/e~y'])?.origin).toMatchObject({ file: 'base', line: 4, step: 'resource' });
  });
});

function apply(operations: string): MapNode {
  return applyJsonPatch(read(TARGET, 'base') as MapNode, read(operations, 'patch'));
}

function read(text: string, file: string): Node {
  return readDocuments(text, file).documents[0] as Node;
}

function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return undefined;
}
