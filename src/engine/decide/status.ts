// Reads the usual parts of a status, and words the usual answers.
import type { HealthStatus, JsonObject } from '../model';
import { isList, isObject, textAt, valueAt } from '../normalise/json-values';

export type HealthCheck = (object: JsonObject) => HealthStatus;

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function conditions(object: JsonObject): readonly Condition[] {
  const list = valueAt(object, 'status', 'conditions');
  if (!isList(list)) return [];
  return list.filter(isObject).map((condition) => ({
    type: textAt(condition, 'type') ?? '',
    status: textAt(condition, 'status') ?? '',
    reason: textAt(condition, 'reason') ?? '',
    message: textAt(condition, 'message') ?? '',
  }));
}

/** The condition of a type that is `True`. */
export function isTrue(object: JsonObject, type: string): Condition | undefined {
  return conditions(object).find((condition) => condition.type === type && condition.status === 'True');
}

/** An integer at a path, or what the controllers take an absent one for. */
export function count(object: JsonObject, path: readonly string[], absent: number): number {
  const value = valueAt(object, ...path);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : absent;
}

export function progressing(message: string): HealthStatus {
  return message === '' ? { health: 'progressing' } : { health: 'progressing', message };
}

export function degraded(message: string): HealthStatus {
  return message === '' ? { health: 'degraded' } : { health: 'degraded', message };
}

export function healthy(message?: string): HealthStatus {
  return message === undefined ? { health: 'healthy' } : { health: 'healthy', message };
}

/** `progressing` while the first count is below the second. */
export function fewer(have: number, want: number, what: string): HealthStatus | undefined {
  return have < want ? progressing(`${have} of ${want} replicas ${what}.`) : undefined;
}

export function terminating(have: number, want: number): HealthStatus | undefined {
  return have > want ? progressing(`${have - want} surplus replicas still terminating.`) : undefined;
}
