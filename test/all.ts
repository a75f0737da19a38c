/** `npm run test:unit`: every test file in a process of its own. Files that wait much begin first, so that others use the time. */
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(new URL('.', import.meta.url)));

/** Longest first. They wait for servers that they killed, and for runs that take their time. */
const FIRST = ['test/crash/crash.test.ts', 'test/browser/playground.test.ts'];

/** Two cores are busy with so many: of the two that come first neither keeps one busy alone. */
const TOGETHER = 4;

const found = globSync('test/**/*.test.ts', { cwd: ROOT }).toSorted();
const missing = FIRST.filter((file) => !found.includes(file));
if (missing.length > 0) throw new Error(`no such test: ${missing.join(', ')}`);

run({
  cwd: ROOT,
  files: [...new Set([...FIRST, ...found])],
  concurrency: TOGETHER,
  execArgv: ['--import', new URL('promises-untracked.ts', import.meta.url).href],
})
  .on('test:summary', ({ success }) => {
    if (!success) process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
