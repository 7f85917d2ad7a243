// The Charts port: fetches charts from HTTP repositories and OCI registries into a cache on disk.
import type { Answer, ChartReference, Charts, FetchedChart, FetchOptions } from '../engine/ports';
import { createChartCache } from './charts/cache';
import { type CredentialSources, repositorySettings } from './charts/credentials';
import { registryCredentials } from './charts/docker-config';
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
      const answer = await fetchFrom(reference, { environment, mayRunPrograms: mayRunPrograms(), signal: options.signal }, options);
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

async function fetchFrom(reference: ChartReference, sources: CredentialSources, options: FetchOptions): Promise<Answer<FetchedChart>> {
  const { repository } = reference;
  const fromRegistry = async (one: ChartReference) =>
    fetchFromRegistry(one, await registryCredentials(registryHost(one.repository), sources), options);
  if (repository.startsWith('oci://')) return fromRegistry(reference);
  if (!/^https?:\/\//.test(repository))
    return failed({ code: 'downloadFailed', subject: repository, detail: 'a chart repository begins with https:// or oci://' });
  const settings = await repositorySettings(repository, sources);
  if (settings.kind === 'failed') return settings;
  return fetchFromRepository(reference, settings.value, options, fromRegistry);
}
