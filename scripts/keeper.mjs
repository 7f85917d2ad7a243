// Ends processes and removes folders when the process that started them is gone, however it ended.
// Reads lines from standard input: `+process ID`, `-process ID`, `+folder PATH`, `-folder PATH`; acts when the input ends.
// @ts-check
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const processes = new Set();
const folders = new Set();

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [what, ...rest] = line.split(' ');
  const name = rest.join(' ');
  if (what === '+process') processes.add(Number(name));
  if (what === '-process') processes.delete(Number(name));
  if (what === '+folder') folders.add(name);
  if (what === '-folder') folders.delete(name);
});
lines.on('close', () => {
  for (const id of processes) end(id);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** @param {number} id */
function end(id) {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // It ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
