// Proxies that the environment names, for programs that are alone in their process.
import * as http from 'node:http';

/**
 * Lets every request of this process go through HTTP_PROXY and HTTPS_PROXY, but for the hosts of NO_PROXY, where Node can do it (24.14 and
 * later; others do it when started with NODE_USE_ENV_PROXY=1). git knows these variables by itself, and editors have settings of their own.
 */
export function useProxiesOfEnvironment(environment: NodeJS.ProcessEnv = process.env): void {
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  if (!names.some((name) => (environment[name] ?? '') !== '')) return;
  if ('setGlobalProxyFromEnv' in http && typeof http.setGlobalProxyFromEnv === 'function') http.setGlobalProxyFromEnv(environment);
}
