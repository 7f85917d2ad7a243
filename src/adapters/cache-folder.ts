// Where the platform wants programs to keep what they can fetch again.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Source: the XDG base directory specification; Apple's and Microsoft's guides for the others. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const home = environment.HOME || homedir();
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'plumbline');
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'plumbline', 'cache');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'plumbline') : join(home, '.cache', 'plumbline');
}
