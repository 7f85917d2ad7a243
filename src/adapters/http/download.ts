// Gets what an address names over HTTP: bounded in size, never waiting for ever, cancellable, and with no credentials in what it says.
import { CancelledError, type Failure } from '../../engine/model';
import type { Answer } from '../../engine/ports';
import { failed, wordsOf } from '../live/failures';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** More bytes than this are refused, announced or not. */
  readonly limitBytes: number;
  /** After this long without a byte the server is given up. */
  readonly silenceMilliseconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes so far, and of how many where the server says. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

export interface Download {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const SILENCE = 30_000;

/**
 * The answer to a GET, whatever its status: 401 and 404 mean different things to different callers, and `refusedBy` gives the usual failure.
 * A user and password in the address are sent as Basic authorisation, and only to its own host: `fetch` drops the header where a redirect leads elsewhere.
 *
 * @returns `timeout`, `tooLarge` or `downloadFailed` where there was no whole answer.
 * @throws CancelledError when the signal aborts.
 */
export async function download(address: string, options: DownloadOptions): Promise<Answer<Download>> {
  const subject = withoutCredentials(address);
  const silence = createSilence(options.silenceMilliseconds ?? SILENCE);
  try {
    const { url, authorization } = splitCredentials(address);
    const headers = { ...(authorization === undefined ? {} : { authorization }), ...options.headers };
    const response = await fetch(url, { headers, signal: AbortSignal.any([options.signal, silence.signal]) });
    const bytes = await body(response, options, silence.heard);
    if (bytes === undefined) {
      await response.body?.cancel();
      return failed({ code: 'tooLarge', subject, detail: `more than ${options.limitBytes} bytes` });
    }
    return { kind: 'answer', value: { status: response.status, headers: response.headers, bytes } };
  } catch (error) {
    if (options.signal.aborted) throw new CancelledError(`fetching ${subject}`);
    if (silence.signal.aborted) return failed({ code: 'timeout', subject });
    return failed({ code: 'downloadFailed', subject, detail: withoutCredentials(wordsOf(error)) });
  } finally {
    silence.stop();
  }
}

/** What a status other than 2xx means to whoever wanted the content. */
export function refusedBy(address: string, status: number): Failure {
  const subject = withoutCredentials(address);
  return { code: 'downloadFailed', subject, detail: REFUSALS[status] ?? `the server answered ${status}` };
}

/** A text with the user names and passwords of its addresses taken out. */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^@\s/?#]+@/g, '$1•••@');
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'the server wants a sign-in (401)',
  403: 'the server does not allow it with these credentials (403)',
  404: 'the server has nothing there (404)',
  429: 'the server has had too many requests (429)',
};

function splitCredentials(address: string): { url: string; authorization: string | undefined } {
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { url: address, authorization: undefined };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}

/** The whole body, or undefined where it is larger than allowed. A body that ends before its announced length rejects. */
async function body(response: Response, options: DownloadOptions, heard: () => void): Promise<Uint8Array | undefined> {
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(announced) ? announced : undefined;
  if (total !== undefined && total > options.limitBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body ?? []) {
    heard();
    received += chunk.length;
    if (received > options.limitBytes) return undefined;
    chunks.push(chunk);
    options.onProgress?.(received, total);
  }
  return Buffer.concat(chunks);
}

function createSilence(milliseconds: number): { signal: AbortSignal; heard: () => void; stop: () => void } {
  const controller = new AbortController();
  const start = (): NodeJS.Timeout => setTimeout(() => controller.abort(), milliseconds);
  let timer = start();
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = start();
    },
    stop: () => clearTimeout(timer),
  };
}
