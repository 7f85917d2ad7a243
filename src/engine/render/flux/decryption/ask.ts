// Asks for what something decrypts to, and notes what is not known of it.
import type { Failure, Need, Position } from '../../../model';
import type { Encrypted, Files } from '../../../ports';
import { decryptionPath } from './question';

/** Of one render: what is asked, and where it notes that. */
export interface Asking {
  /** Those of the port: no view of an artifact. */
  readonly files: Files;
  readonly reads: string[];
  readonly needs: Need[];
  readonly failures: Failure[];
}

export interface Decrypted {
  readonly text: string;
  /** Where it is no text. */
  readonly bytes?: Uint8Array | undefined;
  readonly version: string;
}

export function createAsking(files: Files): Asking {
  return { files, reads: [], needs: [], failures: [] };
}

/** Undefined where nobody wants it decrypted, where it has not been yet, and where it could not be. @param subject what it is called. */
export function ask(asking: Asking, what: Encrypted, subject: string, { file, line, column }: Position): Decrypted | undefined {
  const path = decryptionPath(what);
  const answer = asking.files.read(path);
  asking.reads.push(path);
  if (answer.kind === 'file') return answer;
  if (answer.kind === 'unread') asking.needs.push({ kind: 'decryption', path });
  // What a whole file holds was said of the file.
  if (asking.failures.some((failure) => failure.file === file && failure.subject === file)) return undefined;
  const reason: Failure = answer.kind === 'failed' ? answer.reason : { code: 'notDecrypted' };
  asking.failures.push({
    file,
    line,
    column,
    ...reason,
    subject: reason.code === 'programMissing' ? (reason.subject ?? subject) : subject,
  });
  return undefined;
}

/** Whether anything is decrypted at all: what is rendered depends on that, too. */
export function isAsked({ files, reads }: Pick<Asking, 'files' | 'reads'>, what: Encrypted): boolean {
  const path = decryptionPath(what);
  reads.push(path);
  return files.read(path).kind !== 'absent';
}
