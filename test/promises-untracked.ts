/**
 * Loaded before the tests (`--import`): node:test follows every promise to know to which test an error belongs that nobody caught, which is
 * a quarter of the time of tests that query a database. Without it such an error fails its file and names no test; run that file alone,
 * `node --test FILE`, to see which one it was.
 */
import hooks from 'node:async_hooks';

const { createHook } = hooks;

// node:test takes createHook from this object when it is loaded: https://nodejs.org/api/async_hooks.html#async_hookscreatehookoptions
hooks.createHook = (options) => createHook({ ...options, trackPromises: false });
