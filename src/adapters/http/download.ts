// Gets what an address names over HTTP: bounded in size, never waiting for ever, cancellable, and with no credentials in what it says.
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CancelledError, type Failure } from '../../engine/model';
import type { Answer } from '../../engine/ports';
import { failed, wordsOf } from '../live/failures';
import { send, type Tls } from './request';

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** More bytes than this are refused, announced or not. */
  readonly limitBytes: number;
  /** After this long without a byte the server is given up. */
  readonly silenceMilliseconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form, with POST. */
  readonly form?: URLSearchParams;
  readonly tls?: Tls | undefined;
  /** Every byte as it came, whatever the server says of its encoding: some call each archive a text that was compressed on its way. */
  readonly isArchive?: boolean;
  /** Bytes so far, and of how many where the server says. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
}

export interface Download {
  /** Where redirects ended. */
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

const SILENCE = 30_000;

/**
 * The answer to a request, whatever its status: 401 and 404 mean different things to different callers, and `refusedBy` gives the usual failure.
 * A user and password in the address are sent as Basic authorisation, and only to its own host, wherever a redirect leads.
 *
 * @returns `timeout`, `tooLarge` or `downloadFailed` where there was no whole answer.
 * @throws CancelledError when the signal aborts.
 */
export async function download(address: string, options: DownloadOptions): Promise<Answer<Download>> {
  const subject = withoutCredentials(address);
  const silence = createSilence(options.silenceMilliseconds ?? SILENCE);
  try {
    const { headers, form, tls } = options;
    const { url, response } = await send(address, {
      headers: { ...(options.isArchive ? {} : { 'accept-encoding': 'gzip' }), ...headers },
      form,
      tls,
      signal: AbortSignal.any([options.signal, silence.signal]),
    });
    const bytes = await body(response, options, silence.heard);
    if (bytes === undefined) {
      response.destroy();
      return failed({ code: 'tooLarge', subject, detail: `more than ${options.limitBytes} bytes` });
    }
    const answer = { url: url.href, status: response.statusCode ?? 0, headers: headersOf(response), bytes };
    return { kind: 'answer', value: answer };
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

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] as string, rawHeaders[at + 1] as string);
  return headers;
}

/** The whole body, or undefined where it is larger than allowed. A body that ends before its announced length rejects. */
async function body(response: IncomingMessage, options: DownloadOptions, heard: () => void): Promise<Uint8Array | undefined> {
  const announced = Number(response.headers['content-length'] ?? Number.NaN);
  const total = Number.isFinite(announced) ? announced : undefined;
  if (total !== undefined && total > options.limitBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of options.isArchive ? response : decoded(response)) {
    heard();
    received += (chunk as Uint8Array).length;
    if (received > options.limitBytes) return undefined;
    chunks.push(chunk as Uint8Array);
    options.onProgress?.(received, total);
  }
  return Buffer.concat(chunks);
}

function decoded(response: IncomingMessage): Readable {
  const decoder = DECODERS[response.headers['content-encoding']?.toLowerCase() ?? ''];
  // Whoever reads the result hears of what went wrong.
  return decoder === undefined ? response : pipeline(response, decoder(), () => undefined);
}

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

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
