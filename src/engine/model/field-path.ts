// The path of a field as people write it.
import type { Path } from './node';

/** `spec.containers[0].image`, `metadata.annotations["a.b/c"]`: as `plumbline why` reads it. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    // Comparisons name list items by their merge key.
    else if (/^\[[^=\]]+=.*\]$/.test(step)) text += step;
    else if (/^[\w-]+$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `["${step.replace(/["\\]/g, '\\$&')}"]`;
  }
  return text;
}
