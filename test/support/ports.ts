// TCP ports: free ones, and servers that accept and then say nothing.
export { freePort } from '../../scripts/processes.mjs';
export { type SilentServer, silentServer } from './silent-server';
