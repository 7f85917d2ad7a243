// `plumbline render --batch`: one folder after the other in one process, with caches kept.
import { createNodeFiles } from '../adapters/node-files';
import { type Failure, FailureError, nothingRendered, type Rendered } from '../engine/model';
import type { Files } from '../engine/ports';
import { type BuildCache, buildKustomization, createBuildCache, type Profile, tidy } from '../engine/render/kustomize/build';
import { emitText } from '../engine/yaml/emit';
import { type Held, hold, stillStands } from '../session/held';
import { namedFolders, openClones } from './clones';
import { type Invocation, Stop } from './invocation';
import { failureJson, jsonLine } from './json';
import { writeOut } from './standard-output';
import { optimiseAsUsual } from './start/optimise-late';
import { type Located, relocate } from './tree';
import { maskedNodes, maskOver } from './masking';
import { type GatherOptions, gathered, openRemotes } from './remotes';

type Answer = { readonly yaml: string } | { readonly error: ReturnType<typeof failureJson> };

interface Tree {
  readonly files: Files;
  /** Lets files be looked at anew. */
  readonly forget: () => void;
  readonly cache: BuildCache;
  readonly held: Map<string, Held<Answer>>;
}

interface Trees {
  readonly byRoot: Map<string, Tree>;
  readonly located: Map<string, Located>;
  /** The folder of --repo. */
  readonly repo: string | undefined;
  readonly masked: boolean;
  readonly gather: Omit<GatherOptions, 'arrived'>;
}

export interface BatchOptions extends Pick<Invocation, 'flags' | 'terminal'> {
  /** Whether the values of Secrets are hidden, as on a terminal. */
  readonly masked: boolean;
}

/** Answers in order, one JSON line for each line of standard input; a line that cannot be rendered is answered with its error. */
export async function runBatch(profile: Profile, { flags, terminal, masked }: BatchOptions): Promise<number> {
  const gather = { flags, terminal, remotes: openRemotes(flags) };
  // A mistake in how the command was called ends it before anything is read.
  namedFolders(flags);
  const trees: Trees = { byRoot: new Map(), located: new Map(), repo: flags.text('repo'), masked, gather };
  let rest = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    await answerAll(lines, trees, profile);
    // The first lines are most often all there are; whoever goes on asking after an edit wants the next answers fast.
    optimiseAsUsual();
  }
  if (rest !== '') await answerAll([rest], trees, profile);
  return 0;
}

async function answerAll(lines: readonly string[], trees: Trees, profile: Profile): Promise<void> {
  // These lines arrived together, so whatever was changed before one of them was sent can be seen now: each file is looked at once.
  for (const tree of trees.byRoot.values()) {
    tree.forget();
    tidy(tree.cache, tree.files);
  }
  let ready = '';
  for (const line of lines) {
    const dir = line.replace(/\r$/, '');
    if (dir === '') continue;
    const started = performance.now();
    const answer = await answerOne(dir, trees, profile);
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    ready += jsonLine({ dir, ...answer, ms });
    // A write for each of some hundred short answers costs more than the answers.
    if (ready.length < WRITE_SIZE) continue;
    await writeOut(ready);
    ready = '';
  }
  await writeOut(ready);
}

const WRITE_SIZE = 65_536;

async function answerOne(dir: string, trees: Trees, profile: Profile): Promise<Answer> {
  try {
    const located = relocate(dir, trees.located.get(dir), trees.repo);
    trees.located.set(dir, located);
    const { root, path } = located;
    const tree = trees.byRoot.get(root) ?? (await newTree(root, trees.gather));
    trees.byRoot.set(root, tree);
    const known = tree.held.get(path);
    if (known !== undefined && stillStands(known, tree.files, true)) return known.value;
    const rendered = await gathered(() => buildKustomization(path, tree.files, profile, tree.cache), trees.gather);
    const answer = answerFor(rendered, trees.masked);
    tree.held.set(path, hold(answer, rendered.reads, tree.files));
    return answer;
  } catch (error) {
    letGo(dir, trees);
    return { error: failureJson(failureOf(error), maskOver(nothingRendered([]))) };
  }
}

/** A folder that is gone may never be asked for again. */
function letGo(dir: string, { byRoot, located }: Trees): void {
  const before = located.get(dir);
  if (before === undefined) return;
  byRoot.get(before.root)?.held.delete(before.path);
  located.delete(dir);
}

function answerFor(rendered: Rendered, masked: boolean): Answer {
  const [first] = rendered.failures;
  if (first !== undefined) return { error: failureJson(first, maskOver(rendered)) };
  return { yaml: emitText(masked ? maskedNodes(rendered, maskOver(nothingRendered([]))) : rendered.objects.map(({ node }) => node)) };
}

/** One bad line must not end the batch, whatever went wrong with it. */
function failureOf(error: unknown): Failure {
  if (error instanceof Stop || error instanceof FailureError) return error.failure;
  return { code: 'internal', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function newTree(root: string, { flags, remotes }: Trees['gather']): Promise<Tree> {
  const disk = createNodeFiles(root, { check: 'forget' });
  const clones = await openClones(flags, root);
  const forget = (): void => {
    disk.forget();
    clones.forget();
  };
  return { files: clones.over(remotes.over(disk)), forget, cache: createBuildCache(), held: new Map() };
}
