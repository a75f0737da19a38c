#!/usr/bin/env node
/** The process. What is compiled once is kept beside the system's temporary files, so that the next start is quick. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { run } = await import('./command-line.ts');
await run(process.argv.slice(2));
// An SDK may leave a timer behind that would keep a drained process for half a minute.
process.exit();
