// The parser against Go's own parser tests (corpus/helm/template-parse-cases.jsonl).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numberParts } from '../../../../../src/engine/render/helm/template/number';
import { parseTemplate } from '../../../../../src/engine/render/helm/template/parser';
import { nodeText } from '../../../../../src/engine/render/helm/template/print-node';
import { corpus } from '../../../../support/corpus';

interface ParseCase {
  readonly test: string;
  readonly text: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly tree?: string;
  readonly isInt?: boolean;
  readonly isUint?: boolean;
  readonly isFloat?: boolean;
  readonly isComplex?: boolean;
  readonly int?: number;
  readonly float?: number;
}

const BUILTINS = 'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne'.split(' ');

function load(): readonly ParseCase[] {
  const text = readFileSync(resolve(corpus ?? '', 'helm/template-parse-cases.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ParseCase);
}

/** Go's test sets the depth of parentheses to 3. */
function parse(one: ParseCase): { tree?: string; error?: string } {
  const name = one.test.slice(one.test.indexOf('/') + 1);
  try {
    const trees = parseTemplate(name, one.text, {
      isFunction: (word) => BUILTINS.includes(word),
      maxDepth: name.startsWith('paren nesting') ? 3 : 100,
    });
    const tree = trees.get(name);
    return { tree: tree === undefined ? '' : nodeText(tree.root) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

describe.skipIf(corpus === undefined)('parser, against Go', () => {
  it('parses, prints and complains as Go does', () => {
    const cases = load().filter((one) => !one.test.startsWith('numberTests/'));
    expect(cases.length).toBe(140);
    const wrong = cases.filter((one) => {
      const got = parse(one);
      return one.ok ? got.tree !== one.tree : got.error !== one.error;
    });
    expect(wrong.map((one) => ({ ...one, got: parse(one) }))).toEqual([]);
  });

  it('reads numbers as every kind that can hold them', () => {
    const cases = load().filter((one) => one.test.startsWith('numberTests/'));
    expect(cases.length).toBe(41);
    const wrong = cases.filter((one) => !sameNumber(one));
    expect(wrong).toEqual([]);
  });
});

/** The data read each text as a plain number; a pair such as `1+2i` is none, and has its parts as a complex one. */
function sameNumber(one: ParseCase): boolean {
  const text = one.text.slice(2, -2);
  const plain = numberParts(text, 'number');
  if ((typeof plain !== 'string') !== one.ok) return false;
  const parts = typeof plain === 'string' && one.isComplex === true ? numberParts(text, 'complex') : plain;
  if (typeof parts === 'string') return one.isInt === false && one.isFloat === false;
  return (
    (parts.int !== undefined) === one.isInt &&
    (parts.uint !== undefined) === one.isUint &&
    (parts.float !== undefined) === one.isFloat &&
    (parts.complex !== undefined) === one.isComplex &&
    (!one.isInt || Number(parts.int) === one.int) &&
    (!one.isFloat || parts.float === one.float)
  );
}
