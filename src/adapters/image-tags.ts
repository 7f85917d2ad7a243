// The ImageTags port: the tags of an image in its registry, and their digests, with the user's own credentials.
import type { ImageTags } from '../engine/ports';
import type { CredentialSources } from './charts/credentials';
import { registryCredentials } from './charts/docker-config';
import { digestOfTag, listTags, registryHost } from './charts/oci';

export function createImageTags(environment: CredentialSources['environment'], mayRunPrograms: () => boolean): ImageTags {
  const credentialsFor = (repository: string, signal: AbortSignal) =>
    registryCredentials(registryHost(repository), { environment, mayRunPrograms: mayRunPrograms(), signal });
  return {
    async list(image, signal) {
      const repository = repositoryOf(image);
      return listTags(repository, await credentialsFor(repository, signal), signal);
    },
    async digest(image, tag, signal) {
      const repository = repositoryOf(image);
      return digestOfTag(repository, tag, await credentialsFor(repository, signal), signal);
    },
  };
}

const DOCKER_HUB = 'registry-1.docker.io';

/** A first part without a dot or a port is no host, but a name on Docker Hub. Source: distribution's `reference` grammar. */
function repositoryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hub = first === 'docker.io' || first === 'index.docker.io';
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (isHost && !hub) return `oci://${image}`;
  const path = hub ? rest : [first, ...rest];
  return `oci://${DOCKER_HUB}/${path.length === 1 ? `library/${path[0]}` : path.join('/')}`;
}
