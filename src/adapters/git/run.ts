// Runs the user's own git through simple-git: no prompt, no pager, never longer than its time allows.
import { GitPluginError, type SimpleGitOptions, simpleGit } from 'simple-git';
import type { Failure } from '../../engine/model';

export interface GitRun {
  readonly exitCode: number;
  readonly stdout: string;
  /** In English, whatever the user's language: what failures are told apart by. */
  readonly stderr: string;
}

export interface GitRunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this long without a word from git it is ended. */
  readonly timeoutMilliseconds?: number;
}

export type RunGit = (args: readonly string[], options?: GitRunOptions) => Promise<GitRun>;

const LOCAL_TIMEOUT = 30_000;

/**
 * @returns a function that runs git in `folder` and answers with its exit code and output.
 * Rejects with a {@link GitProblem} when git could not be run, or did not end.
 */
export function gitRunner(folder: string, signal: AbortSignal | undefined): RunGit {
  return async (args, options = {}) => {
    let failed: { readonly exitCode: number; readonly stderr: string } | undefined;
    const settings: Partial<SimpleGitOptions> = {
      baseDir: folder,
      timeout: { block: options.timeoutMilliseconds ?? LOCAL_TIMEOUT },
      allowEnvironment: [...INHERITED, 'GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', 'GIT_PAGER', ...Object.keys(options.env ?? {})],
      unsafe: OWN_SETTINGS,
      // Several plumbing commands say no by their exit code alone, so the code is kept and never turned into an exception here.
      errors(error, result) {
        if (error instanceof Error && !(error instanceof GitPluginError) && result.exitCode <= 0) return error;
        if (error instanceof GitPluginError) return error;
        failed = { exitCode: result.exitCode, stderr: Buffer.concat(result.stdErr).toString('utf8') };
        return undefined;
      },
      ...(options.input === undefined ? {} : { input: () => Buffer.from(options.input ?? '') }),
      ...(signal === undefined ? {} : { abort: signal }),
    };
    try {
      const stdout = await simpleGit(settings)
        .env({ ...ownEnvironment(), ...QUIET, ...options.env })
        .raw([...args]);
      return { exitCode: failed?.exitCode ?? 0, stdout, stderr: failed?.stderr ?? '' };
    } catch (error) {
      throw new GitProblem(problemOf(error, args));
    }
  };
}

/** Carries a Failure out of a row of git calls; the port's methods turn it into their answer. */
export class GitProblem extends Error {
  override readonly name = 'GitProblem';
  constructor(readonly failure: Failure) {
    super(`${failure.code}: ${failure.detail ?? ''}`);
  }
}

/** What git said, fit to be shown: credentials inside addresses are taken out. */
export function words(stderr: string): string {
  return stderr
    .replace(/(:\/\/)[^@\s/]+@/g, '$1•••@')
    .replace(/^(fatal|error|hint|warning): /gm, '')
    .trim();
}

const QUIET = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat', LC_ALL: 'C', LANGUAGE: '' };

/**
 * The user's own settings that git may inherit. GIT_DIR, GIT_INDEX_FILE and the like are left out on purpose: inside a hook they
 * name another repository than the one that is open.
 */
const INHERITED = [
  ...['NAME', 'EMAIL', 'DATE'].flatMap((part) => [`GIT_AUTHOR_${part}`, `GIT_COMMITTER_${part}`]),
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_NO_VERIFY',
  'GIT_SSL_CAINFO',
  'GIT_ASKPASS',
  'SSH_ASKPASS',
];

/** simple-git guards against settings from strangers; these come from the user's own environment. */
const OWN_SETTINGS = { allowUnsafeAskPass: true, allowUnsafeConfigPaths: true, allowUnsafeSshCommand: true, allowUnsafePager: true };

function ownEnvironment(): Record<string, string> {
  const inherited = new Set(INHERITED);
  const guarded = /^(GIT_.*|EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS)$/i;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (!guarded.test(name) || inherited.has(name.toUpperCase()))) own[name] = value;
  }
  return own;
}

function problemOf(error: unknown, args: readonly string[]): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const subject = `git ${args[0] ?? ''}`;
  if (error instanceof GitPluginError && error.plugin === 'abort') return { code: 'cancelled', subject };
  if (error instanceof GitPluginError && error.plugin === 'timeout') {
    return { code: 'gitFailed', subject, detail: 'git did not answer in time and was ended' };
  }
  if (/ENOENT|does not exist/.test(message)) {
    const missingFolder = /directory that does not exist/.test(message);
    return { code: 'gitFailed', subject, detail: missingFolder ? 'the folder does not exist' : 'git is not installed, or not on the PATH' };
  }
  return { code: 'gitFailed', subject, detail: words(message) };
}
