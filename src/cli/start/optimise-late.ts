// When V8 optimises: late in a run of the command line, which is mostly over before that pays.
import { setFlagsFromString } from 'node:v8';

/** V8's own: after how many calls of a function of ordinary size its compilers take it up. The same from V8 12.4 (Node 22) to 14.6 (Node 26). */
const CALLS = { maglev: 400, turbofan: 3000 };
type Factors = Readonly<Record<keyof typeof CALLS, number>>;
const KNOWN = { from: 12, to: 14 };

/**
 * Cold runs were cheapest with ten to a hundred times as many. The first compiler works beside the run, and what it makes is of use sooner: at eight times,
 * the clock is a sixth less than at thirty, for as much processor time.
 */
const LATER: Factors = { maglev: 8, turbofan: 30 };
const USUAL: Factors = { maglev: 1, turbofan: 1 };

/** For a process that is about to start, and most likely soon to end. */
export function optimiseLate(): void {
  setCalls(LATER);
}

/** For one that goes on with what it has done before: from here on, functions are optimised as soon as in any other process. */
export function optimiseAsUsual(): void {
  setCalls(USUAL);
}

/** V8 complains on standard error of flags that it does not know, so others are left alone. */
function setCalls({ maglev, turbofan }: Factors): void {
  const major = Number.parseInt(process.versions.v8, 10);
  if (major < KNOWN.from || major > KNOWN.to) return;
  setFlagsFromString(`--invocation-count-for-maglev=${CALLS.maglev * maglev}`);
  setFlagsFromString(`--invocation-count-for-turbofan=${CALLS.turbofan * turbofan}`);
}
