// Listeners of a session.
import type { SessionEvent } from './api';

export interface Events {
  fire(event: SessionEvent): void;
  add(listener: (event: SessionEvent) => void): { dispose(): void };
}

export function createEvents(): Events {
  const listeners = new Set<(event: SessionEvent) => void>();
  return {
    fire(event) {
      for (const listener of [...listeners]) listener(event);
    },
    add(listener) {
      const own = (event: SessionEvent) => listener(event);
      listeners.add(own);
      return { dispose: () => listeners.delete(own) };
    },
  };
}
