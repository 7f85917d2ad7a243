// The root of the command line's process: starts it, with what Node compiled kept for the next run, and ends it.
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './adapters/cache-folder';

// The reader of a pipe may leave early (`| head`); that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

keepCompiled();
// In a file of its own, because Node keeps only what it compiles from here on.
import('./cli/main')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((exitCode) => {
    // Kept-alive connections to a cluster would hold the process; what is still in the pipe must be read first.
    process.stdout.write('', () => process.exit(exitCode));
  });

/** In the user's own folder: whoever may write there decides what runs. Node looks at the content of each file, and goes without where it cannot write. */
function keepCompiled(): void {
  // Node 20 does not have it.
  if (!('enableCompileCache' in nodeModule)) return;
  try {
    nodeModule.enableCompileCache(join(cacheFolder(), 'compiled'));
  } catch (error) {
    // A user of a container may have no home; all that is lost is time.
    if (!(error instanceof Error)) throw error;
  }
}
