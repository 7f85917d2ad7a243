// Starts the thread that renders, as a worker of the browser's within the web extension host.
import type { Failure } from '../../engine/model';
import type { Answered, Thread, ThreadListener } from './messages';

/**
 * The editor's web extension host gives extensions a `Worker` that may load their own files.
 *
 * @param file the address of the extension's bundle for browsers, which exports `answerRenders`.
 */
export function startWebThread(file: string, { onAnswer, onEnd }: ThreadListener): Thread {
  const worker = new Worker(scriptFor(file), { name: 'Plumbline renders' });
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => onAnswer(data));
  worker.addEventListener('error', ({ message }) => {
    worker.terminate();
    onEnd(unusable(message));
  });
  return {
    ask: (asked) => worker.postMessage(asked),
    // A thread that renders receives no messages, so it ends; the next render starts another.
    cancel() {
      worker.terminate();
      onEnd({ code: 'cancelled' });
    },
    end: () => worker.terminate(),
  };
}

const scripts = new Map<string, string>();

/** The address of what a worker runs, made once. */
function scriptFor(file: string): string {
  const script = scripts.get(file) ?? URL.createObjectURL(new Blob([bootstrap(file)], { type: 'text/javascript' }));
  scripts.set(file, script);
  return script;
}

/** The bundle is a module of the editor's, which gives it `module` and `require`; a worker has neither, and nothing of the editor is used in it. */
function bootstrap(file: string): string {
  return `self.module = { exports: {} };
self.exports = self.module.exports;
self.require = () => Object.create(new Proxy({}, { get: () => class {} }));
importScripts(${JSON.stringify(file)});
self.module.exports.answerRenders();
`;
}

/** Where the page lets no worker load, its error says nothing. */
function unusable(detail: string | undefined): Failure {
  return { code: 'noRenderThread', ...(detail ? { detail } : {}) };
}
