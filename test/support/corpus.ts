// Where the conformance data and the real repositories lie, if they lie anywhere: PLUMBLINE_CORPUS, else ../shared/corpus.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(process.env.PLUMBLINE_CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus'));

/** Absolute path of the corpus; undefined on a machine without it, where the tests that need it count as skipped. */
export const corpus: string | undefined = existsSync(folder) ? folder : undefined;
