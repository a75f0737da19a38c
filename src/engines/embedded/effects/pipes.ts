/**
 * Pipes of the system. A program may open /dev/stdout and its like anew, which it cannot do where Node gives it a socket (`stdio: 'pipe'`); and Node makes
 * no pipes itself.
 */
import { execFileSync } from 'node:child_process';
import { constants, openSync, unlinkSync } from 'node:fs';

/** File descriptors: what is written to `into` is read from `from`, which never blocks and ends when nobody holds `into` any more. */
export type Pipe = { from: number; into: number };

/** Where every system has its small programs, also when a command is given another PATH. */
const SYSTEM_PATH = '/usr/bin:/bin';

/** `paths`: where the pipes have names for a moment. `searched`: the PATH for systems that have their programs elsewhere. */
export function makePipes(paths: readonly string[], searched: string | undefined): Pipe[] {
  const PATH = searched === undefined ? SYSTEM_PATH : `${SYSTEM_PATH}:${searched}`;
  execFileSync('mkfifo', ['-m', '600', ...paths], { env: { PATH }, stdio: 'ignore' });
  return paths.map((path) => {
    const from = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // It would wait for a reader, and there is one.
    const into = openSync(path, constants.O_WRONLY);
    unlinkSync(path);
    return { from, into };
  });
}
