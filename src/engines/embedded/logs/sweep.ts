/** Takes away what is left of commands when its time is over: files of failed attempts, and logs, also of runs that are not kept any more. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../../store/database.ts';
import { knownExecutions } from '../../../store/old-runs.ts';
import { sweepAttempts } from '../data-folder.ts';
import type { EmbeddedOptions } from '../options.ts';

/** Logs are kept this long where the configuration says nothing. */
const KEEP_LOGS_MS = 30 * 24 * 3_600_000;

/** So many runs are looked up at a time. */
const TOGETHER = 200;

/** Milliseconds since the epoch; resolves with how many runs lost their logs. */
export async function sweep(
  options: EmbeddedOptions,
  db: Pick<Database, 'read'>,
  now: number,
): Promise<number> {
  await sweepAttempts(options.dataDir, now);
  const folder = join(options.dataDir, 'logs');
  const refs = (await namesIn(folder)).filter((name) => /^\d{1,15}$/.test(name));
  const oldest = now - (options.keepLogsMs ?? KEEP_LOGS_MS);
  let gone = 0;
  for (let from = 0; from < refs.length; from += TOGETHER) {
    const some = refs.slice(from, from + TOGETHER);
    const known = await knownExecutions(db.read, options.id, some.map(Number));
    for (const ref of some) {
      if (known.has(Number(ref)) && (await newestIn(join(folder, ref))) >= oldest) continue;
      await rm(join(folder, ref), { recursive: true, force: true });
      gone += 1;
    }
  }
  return gone;
}

/** When the last of its files was written; the folder itself changes with them. */
async function newestIn(folder: string): Promise<number> {
  return await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
