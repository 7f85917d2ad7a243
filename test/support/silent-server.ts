// A server that accepts and then says nothing.
import { createServer, type Socket } from 'node:net';

export interface SilentServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Accepts connections and never answers; with `greeting`, sends that first and then hangs. */
export function silentServer(greeting?: string): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // The client hangs up on us: that is what the tests are about.
    socket.on('error', () => sockets.delete(socket));
    if (greeting !== undefined) socket.once('data', () => socket.write(greeting));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('the silent server has no port'));
      resolve({ port: address.port, stop: () => stop() });
    });
    function stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    }
  });
}
