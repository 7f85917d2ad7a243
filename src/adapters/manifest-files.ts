// Writes manifests to files below a folder, as `helm template --output-dir` does.
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { FailureError } from '../engine/model';

export interface ManifestFile {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * Several manifests of one file follow each other; what lay there before is gone.
 * @returns the path of each manifest, as it was written
 * @throws FailureError where a file cannot be written, or lies outside of the folder
 */
export function writeManifests(folder: string, manifests: readonly ManifestFile[]): readonly string[] {
  const written = new Set<string>();
  return manifests.map(({ path, text }) => {
    const file = join(folder, path);
    if (!resolve(file).startsWith(resolve(folder) + sep)) throw failed(file, `it lies outside of ${folder}`);
    try {
      makeFolder(dirname(resolve(file)));
      if (written.has(file)) appendFileSync(file, text);
      else writeFileSync(file, text);
    } catch (error) {
      throw failed(file, error instanceof Error ? error.message : String(error));
    }
    written.add(file);
    return file;
  });
}

/** One after the other: Node's own way never ends where one cannot be made though its parent is there, as in `/proc`. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function failed(file: string, detail: string): FailureError {
  return new FailureError({ code: 'outputFailed', subject: file, detail });
}
