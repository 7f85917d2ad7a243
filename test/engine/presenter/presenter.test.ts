// Sentences for failures and findings.
import { describe, expect, test } from 'vitest';
import { FAILURE_CODES, type Failure } from '../../../src/engine/model';
import { createMask } from '../../../src/engine/normalise/mask';
import { failureLine, fill, findingTemplate, MESSAGES, messageTemplate, sentence } from '../../../src/engine/presenter';

const mask = createMask(new Uint8Array(32).fill(7));

describe('sentence', () => {
  test.each(FAILURE_CODES)('%s reads as a sentence, with and without its details', (code) => {
    const full: Failure = { code, file: 'apps/a.yaml', line: 3, column: 5, subject: 'the subject', detail: 'the detail.' };
    for (const failure of [full, { code }]) {
      const words = sentence(failure, mask);
      expect(words).not.toMatch(/[{}]|undefined|\.\.|: ?$/);
      expect(words).toMatch(/^[A-Z“a-z]/);
      expect(words.length).toBeGreaterThan(8);
    }
  });

  test('placeholders are only those that a failure can fill', () => {
    for (const { text, bare = '' } of Object.values(MESSAGES)) {
      expect(
        [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).filter((name) => !/^(subject|detail|file)$/.test(name ?? '')),
      ).toEqual([]);
      expect(bare).not.toContain('{');
    }
  });

  test('a detail that the sentence has no place for stands with what is wrong, before what to do', () => {
    expect(sentence({ code: 'forbidden', subject: 'list secrets in web', detail: 'secrets is forbidden.' }, mask)).toBe(
      'You have no right to list secrets in web: secrets is forbidden. Ask for it, or use a context that has it.',
    );
    expect(sentence({ code: 'notFound', subject: 'a. b.yaml', detail: 'it is a folder' }, mask)).toBe(
      'a. b.yaml does not exist: it is a folder. Correct the path, or add the file.',
    );
  });

  test('a secret that was seen is not repeated', () => {
    mask.value('correct-horse-battery');
    const words = sentence({ code: 'rejected', subject: 'Secret/db', detail: 'invalid value "correct-horse-battery"' }, mask);
    expect(words).toContain('invalid value');
    expect(words).not.toContain('correct-horse-battery');
  });

  test('text that looks like a placeholder is left alone', () => {
    expect(sentence({ code: 'notYaml', detail: 'unexpected {subject}' }, mask)).toBe(
      'This is not valid YAML: unexpected {subject}. Correct the line.',
    );
  });
});

describe('failureLine', () => {
  test('what would steer a terminal is shown by its number', () => {
    const failure: Failure = { code: 'templateFailed', file: 'a.yaml', detail: 'no \u001b[2Jtable\u0007 of\n  \u009bm' };
    expect(failureLine(failure, mask)).toContain('no \\x1b[2Jtable\\x07 of \\x9bm');
  });

  test('position, code and sentence in one line', () => {
    const failure: Failure = {
      code: 'notYaml',
      file: 'a b/x.yaml',
      line: 3,
      column: 7,
      detail: 'bad\n  indentation',
      via: ['overlays/a', 'base'],
    };
    expect(failureLine(failure, mask)).toBe(
      'a b/x.yaml:3:7: notYaml: This is not valid YAML: bad indentation. Correct the line. (through overlays/a → base)',
    );
  });

  test('without a position, and with a file only', () => {
    expect(failureLine({ code: 'noCommit' }, mask)).toBe('noCommit: The repository has no commit yet. Commit your files first.');
    expect(failureLine({ code: 'cycle', file: 'a.yaml', subject: 'a', column: 4 }, mask)).toMatch(/^a\.yaml: cycle: a builds on itself\./);
  });
});

test('templates are handed out for translation, their values masked', () => {
  expect(messageTemplate({ code: 'branchExists', subject: 'promote/x' }, mask)).toEqual({
    template: 'The branch “{subject}” exists already. Delete it, or choose another name.',
    args: { subject: 'promote/x' },
    placeDetail: false,
  });
});

test('a plain Secret is named with what to do', () => {
  const finding = { code: 'plainSecret', severity: 'warning', subject: 'db', file: 'a.yaml', line: 1, column: 1 } as const;
  const { template, args } = findingTemplate(finding, mask);
  expect(fill(template, args)).toMatch(/^The Secret “db” stands in Git in clear\. Encrypt it/);
});
