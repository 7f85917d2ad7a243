// From what a server or a connection says to a failure with a closed code. One table, so that every request fails in the same words.
import type { Failure, FailureCode, Json, JsonObject } from '../../engine/model';

export function failed(reason: Failure): { readonly kind: 'failed'; readonly reason: Failure } {
  return { kind: 'failed', reason };
}

/** Said of a page that a proxy or a login puts in the server's place. */
export const NOT_KUBERNETES = 'what answered is not a Kubernetes API server';

/** What the server said, when it did not say yes. @param subject what was asked for, such as `ConfigMap default/settings`. */
export function failureOfStatus(status: number, body: Json | undefined, subject: string): Failure {
  const detail = messageOf(body) ?? `the server answered ${status}`;
  return { code: CODES[status] ?? 'rejected', subject, detail };
}

/** Why there was no answer at all: refused, unknown host, a certificate that nobody vouches for, … */
export function failureOfConnection(error: unknown, server: string): Failure {
  return { code: 'unreachable', subject: server, detail: wordsOf(error) };
}

/** Causes included: the outer error often only says that something failed. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses of one name: each attempt has an error of its own, and the sum has no message.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error.cause === undefined ? error.message : `${error.message}: ${wordsOf(error.cause)}`;
}

/**
 * Every other status is a refusal of what was sent. That includes 500, which server-side apply answers
 * to a manifest with a field that the schema does not have (kubernetes/kubernetes#139253).
 */
const CODES: Readonly<Record<number, FailureCode>> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'noSuchObject',
  408: 'timeout',
  409: 'conflict',
  429: 'unreachable',
  502: 'unreachable',
  503: 'unreachable',
  504: 'timeout',
};

function messageOf(body: Json | undefined): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { message } = body as JsonObject;
  return typeof message === 'string' && message !== '' ? message : undefined;
}
