// Writes src/engine/render/kustomize/schema/*.json from the OpenAPI that kustomize bundles. Needs Go; run it when the kyaml version changes.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const target = resolve(root, 'src/engine/render/kustomize/schema');

const lines = execFileSync('go', ['run', '.'], { cwd: resolve(root, 'scripts/schema'), encoding: 'utf8', maxBuffer: 1 << 24 }).split('\n');
const files = ['merge-schema.json', 'scopes.json'].map((name) => resolve(target, name));
files.forEach((file, index) => {
  writeFileSync(file, `${JSON.stringify(JSON.parse(lines[index]))}\n`);
});
execFileSync(resolve(root, 'node_modules/.bin/biome'), ['format', '--write', ...files], { cwd: root, stdio: 'inherit' });
