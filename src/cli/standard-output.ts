// Standard output, written to directly where it is no terminal: Node's stream for it takes some milliseconds to load.
import { fstatSync, writeSync } from 'node:fs';
import { FailureError } from '../engine/model';

const STANDARD_OUTPUT = 1;

/** A reader that leaves early (`| head`) is no error of ours; Windows names it otherwise. */
const LEFT: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EOF']);

/** Whether a person reads it. Every terminal is a character device, and few other things are. */
export function isTerminal(descriptor: 1 | 2 = STANDARD_OUTPUT): boolean {
  return isCharacterDevice(descriptor) && (descriptor === STANDARD_OUTPUT ? process.stdout : process.stderr).isTTY === true;
}

/** Waits where the reader is slower. Ends the process, with 0, where the reader has left. @throws FailureError where nothing more can be written, as on a full disk. */
export async function writeOut(text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const written = isStreaming ? 0 : writeDirectly(bytes);
  if (written === bytes.length) return;
  try {
    await writeToStream(bytes.subarray(written));
  } catch (error) {
    throw failed(error);
  }
}

let isStreaming = isCharacterDevice(STANDARD_OUTPUT);
let isHeard = false;

/** @returns how many bytes went out: fewer than all where whoever opened it wants nobody to wait. */
function writeDirectly(bytes: Uint8Array): number {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(STANDARD_OUTPUT, bytes, written);
  } catch (error) {
    leaveWithReader(error);
    if (codeOf(error) !== 'EAGAIN') throw failed(error);
    isStreaming = true;
  }
  return written;
}

function writeToStream(bytes: Uint8Array): Promise<void> {
  const { stdout } = process;
  if (!isHeard) stdout.on('error', leaveWithReader);
  isHeard = true;
  return new Promise((done, fail) => stdout.write(bytes, (error) => (error ? fail(error) : done())));
}

function failed(error: unknown): FailureError {
  return new FailureError({
    code: 'outputFailed',
    subject: 'Standard output',
    detail: error instanceof Error ? error.message : String(error),
  });
}

function leaveWithReader(error: unknown): void {
  if (LEFT.has(codeOf(error))) process.exit(0);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** A descriptor that is closed is none. */
function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch (error) {
    if (codeOf(error) !== 'EBADF') throw error;
    return false;
  }
}
