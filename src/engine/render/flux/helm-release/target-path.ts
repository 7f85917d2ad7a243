// Sets the text of a ConfigMap's or Secret's key at the path that `targetPath` names. Source: github.com/fluxcd/pkg/chartutil v1.35.0, ReplacePathValue.
import { FailureError, type ScalarNode } from '../../../model';
import type { GoMap } from '../../helm/go/values';
import type { ValueOrigins } from '../../helm/values/origins';
import { SetError, setInto, typedValue } from '../../helm/values/set-argument';

export interface PathValue {
  readonly path: string;
  readonly value: ScalarNode;
  /** The text as it is, whatever it holds. */
  readonly isLiteral: boolean;
}

/**
 * Changes `values` and the maps in it. The text is read as `--set` reads one, and in quotes as `--set-string` does.
 * @throws FailureError `valuesInvalid` at the text for what Helm cannot read; the text is not repeated, as it may be secret.
 */
export function setAtPath(values: GoMap, { path, value, isLiteral }: PathValue, origins: ValueOrigins): void {
  const { text, isString } = isLiteral ? { text: value.text.replace(/[\\,[\]{}]/g, '\\$&'), isString: true } : unquoted(value.text);
  try {
    const read = isString ? (plain: string) => plain : typedValue;
    setInto(values, `${path}=${text}`, { read, helm: 4, origins, originAt: () => value.origin });
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    const { file, line, column } = value.origin;
    const detail = 'the text cannot be read as a value for --set';
    throw new FailureError({ code: 'valuesInvalid', file, line, column, subject: path, detail });
  }
}

/** Quotes of both kinds go from both ends, also where one end has one that the other has not. */
function unquoted(text: string): { readonly text: string; readonly isString: boolean } {
  const isString = ["'", '"'].some((quote) => text.startsWith(quote) && text.endsWith(quote));
  return { text: isString ? text.replace(/^['"]+|['"]+$/g, '') : text, isString };
}
