// The Charts port: fetches charts from HTTP repositories and OCI registries into a cache on disk.
import type { Answer, Charts, FetchedChart } from '../engine/ports';
import { createChartCache } from './charts/cache';
import { type CredentialSources, registryCredentials, repositoryCredentials } from './charts/credentials';
import { fetchFromRepository } from './charts/http-repository';
import { fetchFromRegistry, registryHost } from './charts/oci';
import { failed, wordsOf } from './live/failures';

export interface ChartsOptions {
  /** Where archives are kept; other processes may use the same folder. */
  readonly folder: string;
  readonly environment: CredentialSources['environment'];
  /** Whether credential helpers may be run: only in trusted workspaces. */
  readonly mayRunPrograms: () => boolean;
}

export function createCharts({ folder, environment, mayRunPrograms }: ChartsOptions): Charts {
  const cache = createChartCache(folder);
  return {
    read: cache.read,
    async fetch(reference, options) {
      const sources = { environment, mayRunPrograms: mayRunPrograms(), signal: options.signal };
      const { repository } = reference;
      let answer: Answer<FetchedChart>;
      if (repository.startsWith('oci://')) {
        answer = await fetchFromRegistry(reference, await registryCredentials(registryHost(repository), sources), options);
      } else if (/^https?:\/\//.test(repository)) {
        answer = await fetchFromRepository(reference, await repositoryCredentials(repository, sources), options);
      } else {
        return failed({ code: 'downloadFailed', subject: repository, detail: 'a chart repository begins with https:// or oci://' });
      }
      if (answer.kind === 'failed') return answer;
      try {
        cache.write(reference, answer.value);
        return answer;
      } catch (error) {
        return failed({ code: 'unreadable', subject: folder, detail: wordsOf(error) });
      }
    },
  };
}
