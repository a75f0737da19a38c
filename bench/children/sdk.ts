/** A process with nothing but Node and the packages that its arguments name; prints the bytes that it keeps in memory. */
import { createRequire } from 'node:module';
import { settledRss } from './rss.ts';

const load = createRequire(import.meta.url);
for (const name of process.argv.slice(2)) load(name);
process.stdout.write(`${await settledRss()}\n`);
