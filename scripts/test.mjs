// `npm test`: sets up what the tests need, runs all of them, and ends with one line: N passed, N failed, N skipped.
//
//   npm test -- --only unit,lint     some steps, with the set-up that they need
//   npm test -- --list               the steps
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { failedResult, summary } from './report.mjs';
import { endChildrenWithUs, root, say } from './setup.mjs';
import { installDependencies } from './setup-dependencies.mjs';
import { RESULTS, testFiles, testSteps } from './test-steps.mjs';

const CORES = 2;

endChildrenWithUs();
process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  const all = testSteps();
  if (args.includes('--list')) {
    for (const { name, about } of all) console.log(`${name.padEnd(14)}${about}`);
    return 0;
  }
  const only = args.includes('--only') ? (args[args.indexOf('--only') + 1] ?? '').split(',') : undefined;
  const unknown = (only ?? []).filter((name) => !all.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`no such step: ${unknown.join(', ')}; npm test -- --list names them`);
    return 2;
  }
  if (only === undefined) rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  await installDependencies();
  const results = await runSteps(only === undefined ? all : withNeeds(all, only));
  if (only === undefined) results.push(...unreportedFiles(results));
  return conclude(results);
}

/** The named steps, and the set-up steps that they need. */
function withNeeds(all, names) {
  const wanted = new Set(names.flatMap((name) => [name, ...all.find((step) => step.name === name).needs]));
  return all.filter((step) => wanted.has(step.name));
}

/** Start each step as soon as its set-up is done and cores are free. */
async function runSteps(steps) {
  const waiting = [...steps];
  const results = new Map();
  const busy = new Map();
  while (waiting.length > 0 || busy.size > 0) {
    const used = [...busy.keys()].reduce((sum, step) => sum + step.cores, 0);
    const isPending = (name) => steps.some((step) => step.name === name) && !results.has(name);
    const next = waiting.find(({ needs, after = [], cores }) => ![...needs, ...after].some(isPending) && used + cores <= CORES);
    if (next === undefined) {
      await Promise.race(busy.values());
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    busy.set(
      next,
      runStep(next, results).then((result) => {
        results.set(next.name, result);
        busy.delete(next);
      }),
    );
  }
  return [...results.values()];
}

async function runStep(step, results) {
  const broken = step.needs.filter((need) => results.get(need).failures.length > 0);
  if (broken.length > 0) {
    say(`✗ ${step.name}: not run, because ${broken.join(', ')} failed`);
    return failedResult(step.name, `not run, because ${broken.join(', ')} failed`);
  }
  const log = join(RESULTS, 'logs', `${step.name}.log`);
  rmSync(log, { force: true });
  say(`… ${step.name}: ${step.about}`);
  const start = Date.now();
  const result = await step.work(log).catch((error) => failedResult(step.name, String(error.stack ?? error)));
  const counted = step.kind === 'setup' ? { ...result, passed: 0 } : result;
  const seconds = Math.round((Date.now() - start) / 1000);
  const outcome = step.kind === 'setup' ? (result.failures.length === 0 ? 'ready' : 'failed') : summary([result]).line;
  say(`${result.failures.length === 0 ? '✓' : '✗'} ${step.name}: ${outcome} (${seconds} s, ${relative(root, log)})`);
  return counted;
}

/** A test file that no reporter names did not run, whatever the reason. */
function unreportedFiles(results) {
  const reported = new Set(results.flatMap((result) => result.files));
  return testFiles()
    .filter((file) => !reported.has(file))
    .map((file) => failedResult(file, 'is a test file that no step reported'));
}

function conclude(results) {
  for (const { name, message } of results.flatMap((result) => result.failures)) say(`\nFAILED ${name}\n${indent(message)}`);
  announceSkips(results.flatMap((result) => result.skipped));
  const { line, exitCode } = summary(results);
  process.stdout.write(`${line}\n`);
  return exitCode;
}

function announceSkips(names) {
  if (names.length === 0) return;
  const corpus = resolve(root, process.env.PLUMBLINE_CORPUS ?? '../shared/corpus');
  const reason = existsSync(corpus)
    ? 'skipped themselves'
    : `skipped: most need the conformance data, and there is none at ${corpus} (PLUMBLINE_CORPUS)`;
  say(`\n${names.length} tests ${reason}:`);
  for (const name of names) say(`  ${name}`);
}

function indent(text) {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => `    ${line}`)
    .join('\n');
}
