// Tells paths that lie outside of the opened tree.

/** Above the opened folder nobody watches: a base that lies there is looked at each time. */
export { isOutsideTree as isOutside } from '../engine/discover/paths';
