// The root of the command line's process: starts it, with what V8 compiled kept for the next run, and ends it.
import { join } from 'node:path';
import { cacheFolder } from './adapters/cache-folder';
import type { main } from './cli/main';
import { optimiseLate } from './cli/start/optimise-late';
import { createPieces } from './cli/start/pieces';

/** Stands for the content of all files of the command line, and is empty where nothing does: scripts/build.mjs puts it here. */
declare const BUILD: string;

optimiseLate();
const pieces = createPieces(__dirname, keptCode(), (id) => require(id));
const command = pieces.load(join(__dirname, 'command-line/main.js')) as { main: typeof main };
command.main(process.argv.slice(2)).then((exitCode) => {
  // V8 takes no code that was compiled under other flags, and a batch has changed them.
  optimiseLate();
  if (exitCode === 0) pieces.keep();
  // Kept-alive connections to a cluster would hold the process; everything has been read that was written.
  process.exit(exitCode);
});

/** For each verb, because others have other functions compiled. In the user's own folder: whoever may write there decides what runs. */
function keptCode(): string | undefined {
  if (BUILD === '' || process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const verb = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'options';
  try {
    return join(cacheFolder(), 'code', `${BUILD}-${process.versions.v8}-${verb}`);
  } catch (error) {
    // A user of a container may have no home; all that is lost is time.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
