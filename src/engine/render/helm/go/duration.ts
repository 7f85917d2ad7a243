// Go's time.Duration as text.

const UNITS: readonly (readonly [string, bigint])[] = [
  ['ns', 1n],
  ['µs', 1_000n],
  ['ms', 1_000_000n],
];

/** The text of some nanoseconds as Go shows them: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (size < 1_000_000_000n) return sign + small(size);
  const seconds = size / 1_000_000_000n;
  const rest = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  const minutes = seconds / 60n;
  if (minutes === 0n) return sign + rest;
  const hours = minutes / 60n;
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${rest}`;
}

function small(size: bigint): string {
  const [unit, scale] = UNITS.findLast(([, least]) => size >= least) ?? ['ns', 1n];
  return decimal(size, scale) + unit;
}

function decimal(value: bigint, scale: bigint): string {
  const fraction = (value % scale)
    .toString()
    .padStart(scale.toString().length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' || scale === 1n ? String(value / scale) : `${value / scale}.${fraction}`;
}
