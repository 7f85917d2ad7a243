// What ended a render, as a failure: the innermost place in a file, and the templates that led there.
import { type Failure, FailureError } from '../../../model';
import { GoError } from '../go/values';
import { type SecretWords, TemplateError, type TemplatePosition } from '../template/template-error';

/** What `required` and `fail` put around their message, so that Helm finds it in Go's. */
const [START, END] = ['HELM_ERR_START', 'HELM_ERR_END'];

export function warned(message: string): GoError {
  return new GoError(`${START}${message}${END}`);
}

/** @param current the template that was being rendered. @param paths where the files of templates lie, by the templates' names. */
export function failureOf(error: unknown, current: string, paths: ReadonlyMap<string, string>): Failure {
  if (error instanceof FailureError) return { file: paths.get(current) ?? current, ...error.failure };
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return { code: 'tooMuchWork', file: paths.get(current) ?? current, detail: 'its templates include each other too deeply' };
  }
  if (!(error instanceof TemplateError)) throw error;
  // The texts that `tpl` executes lie in no file: what counts is where it was called.
  const chain = error.chain.filter(({ file }) => paths.has(file));
  const place = chain.at(-1);
  const via = shortened(chain.slice(0, -1).map((position) => placeText(position, paths)));
  const secret = secretIn(error);
  const said = secret === undefined || error.failure?.code === 'tooMuchWork' ? wordsOf(error) : withheld(secret);
  return {
    ...said,
    ...(place === undefined ? { file: paths.get(current) ?? current } : placeOf(place, paths)),
    ...(via.length === 0 ? {} : { via }),
  };
}

function wordsOf(error: TemplateError): Failure {
  const cause = innermost(error);
  // The words of a failure of ours are its code and subject, which the sentence has.
  const detail = error.failure?.detail ?? (cause instanceof FailureError ? undefined : brief(messageOf(cause)));
  return {
    code: isParseError(error) ? 'templateInvalid' : 'templateFailed',
    ...(error.failure ?? {}),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** A text that was given to `tpl` may be of any length, and is part of its error. */
function brief(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)} …`;
}

const LONGEST_MESSAGE = 4000;

/** Any of the calls that led to the error may have made its words from a Secret. */
function secretIn({ secret, cause }: TemplateError): SecretWords | undefined {
  return secret ?? (cause instanceof TemplateError ? secretIn(cause) : undefined);
}

/** Changed, cut or encoded as it may be, a secret value cannot be found in words again: none of them are kept. */
function withheld({ call, at: { file, line } }: SecretWords): Failure {
  return { code: 'wordsWithheld', subject: call, detail: file.startsWith('lookup of ') ? file : `${file}:${line}` };
}

const LONGEST_CHAIN = 10;

/** Of an endless recursion, how it began and how it ended. */
function shortened(via: readonly string[]): readonly string[] {
  return via.length <= LONGEST_CHAIN ? via : [...via.slice(0, LONGEST_CHAIN / 2), '…', ...via.slice(-LONGEST_CHAIN / 2)];
}

/** Go's execution errors name what was executing; a template that does not parse never was. */
function isParseError(error: TemplateError): boolean {
  return error.position.template === undefined;
}

function innermost(error: Error): Error {
  return error instanceof TemplateError && error.cause instanceof Error ? innermost(error.cause) : error;
}

/** Without what Go puts in front: the position is told apart from the sentence. */
function messageOf({ message }: Error): string {
  const start = message.indexOf(START);
  if (start !== -1) return message.slice(start + START.length, message.lastIndexOf(END));
  return message.replace(/^template: .*?: executing ".*?" at <(.*?)>: /s, '$1: ').replace(/^template: [^\n]*?:\d+(?::\d+)?: /, '');
}

function placeOf({ file, line, column }: TemplatePosition, paths: ReadonlyMap<string, string>): Pick<Failure, 'file' | 'line' | 'column'> {
  return { file: paths.get(file) ?? file, line, ...(column === undefined ? {} : { column }) };
}

function placeText({ file, line }: TemplatePosition, paths: ReadonlyMap<string, string>): string {
  return `${paths.get(file) ?? file}:${line}`;
}
