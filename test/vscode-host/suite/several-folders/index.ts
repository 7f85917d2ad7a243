// The suite for a workspace of several folders.
export { run } from '../index';
