// Proxies that the environment names, for programs that are alone in their process.

/**
 * Lets every request of this process go through HTTP_PROXY and HTTPS_PROXY, but for the hosts of NO_PROXY, where Node can do it (24.14 and
 * later; others do it when started with NODE_USE_ENV_PROXY=1). git knows these variables by itself, and editors have settings of their own.
 */
export async function useProxiesOfEnvironment(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  if (!names.some((name) => (environment[name] ?? '') !== '')) return;
  // Takes some milliseconds to load, which most runs do without.
  const http = await import('node:http');
  if ('setGlobalProxyFromEnv' in http && typeof http.setGlobalProxyFromEnv === 'function') http.setGlobalProxyFromEnv(environment);
}
