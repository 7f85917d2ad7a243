// Help, usage and the options of every verb, on the bundled command line.
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { cliFixture } from '../support/cli-fleet';

const fixture = cliFixture();

describe('help and usage', () => {
  test('every verb has its help; the overview lists them', async () => {
    const { stdout, code } = await fixture.cli(['--help']);
    expect(code).toBe(0);
    const verbs = [...stdout.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1] ?? '');
    expect(verbs).toEqual([
      'render',
      'helm',
      'environments',
      'images',
      'preview',
      'explain',
      'values',
      'why',
      'reach',
      'diff',
      'check',
      'promote',
      'reconcile',
    ]);
    for (const verb of verbs) {
      const help = await fixture.cli([verb, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: plumbline ${verb}`);
    }
  });

  test.each([
    [['frobnicate'], 'There is no command “frobnicate”.'],
    [['preview'], '“preview” needs ENV.'],
    [['why', 'production', 'Deployment/shop'], '“why” needs PATH.'],
    [['environments', 'extra'], '“environments” does not take “extra”.'],
    [['render', '--frob'], "Unknown option '--frob'."],
    [['render', '--reorder', 'random'], '--reorder takes none or legacy.'],
    [['promote', 'shop', '--from', 'staging'], '“promote” needs --to ENV.'],
    [['why', 'production', 'shop', 'spec'], '“shop” is not KIND/NAME'],
    [['reach', 'apps/shop/base/deployment.yaml'], 'is not FILE:LINE'],
    [['reach', 'apps/shop/base/deployment.yaml:99'], 'has 21 lines, and no line 99'],
    [['why', 'production', 'Deployment/shop', 'spec[[0'], 'cannot be read from “[[0” on'],
    [['reconcile', 'production', '--wait', 'soon'], '“soon” is not a duration'],
    [['diff', 'production', '--context', 'a', '--snapshot', 'b'], '--snapshot and --context exclude each other.'],
  ])('%j is refused with exit code 2', async (args, words) => {
    const { code, stdout, stderr } = await fixture.cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^usage: .*\n$/);
    expect(stderr).toContain(words);
  });
});

test('--repo names the tree; a folder that is not there is said', async () => {
  const { stdout } = await fixture.cli(['--repo', fixture.repo.root, 'environments'], { cwd: tmpdir() });
  expect(stdout).toContain('production');
  expect(await fixture.cli(['environments', '--repo', 'nowhere'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^notFound: nowhere/),
  });
});

test('reconcile of an app that no controller owns says so', async () => {
  expect(await fixture.cli(['reconcile', 'production'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^unsupported: /) });
});
