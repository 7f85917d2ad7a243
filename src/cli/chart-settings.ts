// What charts are told on the command line: a chosen Kubernetes version, and real random values where --real-random asks for them.
import { randomBytes } from 'node:crypto';
import { createClock } from '../adapters/clock';
import type { Files } from '../engine/ports';
import { withChartSettings } from '../session/chart-settings';
import type { Flags } from './invocation';

/** One seed for all of a command. */
export function chartSettings(flags: Flags): (files: Files) => Files {
  return withChartSettings({
    kubeVersion: flags.text('kube-version'),
    apiVersions: flags.all('api-versions').flatMap((given) => given.split(',')),
    seed: flags.on('real-random') ? () => randomBytes(32) : undefined,
    now: createClock().now,
  });
}
