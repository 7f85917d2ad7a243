// When V8 optimises: late in a run of the command line, which is mostly over before that pays.
import { setFlagsFromString } from 'node:v8';

/** V8's own: after how many calls of a function of ordinary size its compilers take it up. The same from V8 12.4 (Node 22) to 14.6 (Node 26). */
const CALLS = { maglev: 400, turbofan: 3000 };
const KNOWN = { from: 12, to: 14 };

/** Cold runs were cheapest between ten and a hundred: of a third less processor time, with as much time on the clock or less. */
const LATER = 30;

/** For a process that is about to start, and most likely soon to end. */
export function optimiseLate(): void {
  setCalls(LATER);
}

/** For one that goes on with what it has done before: from here on, functions are optimised as soon as in any other process. */
export function optimiseAsUsual(): void {
  setCalls(1);
}

/** V8 complains on standard error of flags that it does not know, so others are left alone. */
function setCalls(factor: number): void {
  const major = Number.parseInt(process.versions.v8, 10);
  if (major < KNOWN.from || major > KNOWN.to) return;
  for (const [compiler, calls] of Object.entries(CALLS)) setFlagsFromString(`--invocation-count-for-${compiler}=${calls * factor}`);
}
