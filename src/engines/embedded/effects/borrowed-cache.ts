/**
 * Tells the wrapper that NODE_COMPILE_CACHE in its environment is for itself: with the server's compiled code it starts in 35 ms instead of
 * 90 ms, and the command must not see it.
 */
export const BORROWED_CACHE = 'borrowed-cache';
