// Runs the files that the command line is built into, with the code that V8 compiled of them in an earlier run.
import { readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { Script } from 'node:vm';
import { type KeptCode, readKeptCode, writeKeptCode } from './kept-code';

/** The variables that Node gives every module. */
type Run = (exports: object, require: (id: string) => unknown, module: { exports: object }, path: string, folder: string) => void;

interface Pieces {
  /** What a file exports, and all that it requires beside it. */
  readonly load: (path: string) => unknown;
  /** For the end of the process: keeps what is not kept yet. */
  readonly keep: () => void;
}

/**
 * Node's own compile cache holds what is compiled when a file is loaded, and none of the functions that are compiled when they are first called. Those are most of
 * them, so the code is taken at the end of a run.
 *
 * @param folder holds all files; their names are relative to it.
 * @param kept the file that holds the code; undefined where none is to be kept. Its name must stand for
 *   V8's version and the content of the files: V8 compares flags and lengths, and compiles again what it does not take.
 * @param others loads Node's own modules. One of `node:module` would take a millisecond more.
 */
export function createPieces(folder: string, kept: string | undefined, others: (id: string) => unknown): Pieces {
  const known: KeptCode = kept === undefined ? new Map() : readKeptCode(kept);
  const scripts = new Map<string, Script>();
  const modules = new Map<string, { exports: object }>();
  let isComplete = true;

  function compiled(path: string): Script {
    const name = path.slice(folder.length + 1);
    const cachedData = known.get(name);
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`;
    const script = new Script(source, { filename: path, ...(cachedData && { cachedData }) });
    if (cachedData === undefined) isComplete = false;
    scripts.set(name, script);
    return script;
  }

  function load(path: string): object {
    const before = modules.get(path);
    if (before !== undefined) return before.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const run: Run = compiled(path).runInThisContext();
    const beside = dirname(path);
    const require = (id: string): unknown => {
      if (!id.startsWith('.')) return others(id);
      return load(id.startsWith('./') ? `${beside}${sep}${id.slice(2)}` : resolve(beside, id));
    };
    run(module.exports, require, module, path, beside);
    return module.exports;
  }

  function keep(): void {
    if (kept === undefined || isComplete) return;
    const code = [...scripts].map(([name, script]) => [name, script.createCachedData()] as const);
    writeKeptCode(kept, new Map([...known, ...code]));
  }

  return { load, keep };
}
