// Leaves out of bundles what of node-forge certificates and keys of charts never use: TLS, SSH, archives of keys and the ciphers that only those need.
// @ts-check

const UNUSED = new Set(['aesCipherSuites', 'des', 'ed25519', 'kem', 'log', 'pbe', 'pkcs12', 'pkcs7', 'rc2', 'ssh', 'tls']);

/** @type {import('esbuild').Plugin} */
export const slimForge = {
  name: 'slim-forge',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\/\w+$/ }, ({ path, importer }) =>
      /node-forge[\\/]lib[\\/]/.test(importer) && UNUSED.has(path.slice(2)) ? { path, namespace: 'unused' } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: '' }));
  },
};
