/** The folder with what commands take and leave. It belongs to one running server and has a name by which its runs find it again. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../errors.ts';
import { identityOf, isAlive, type ProcessIdentity } from './effects/process-identity.ts';

export type DataFolder = {
  /** Its name, for ever. */
  place: string;
  release(): Promise<void>;
};

/** Throws `ConfigError` when the folder cannot be used, or another running server uses it. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  try {
    await mkdir(join(folder, 'attempts'), { recursive: true, mode: 0o700 });
    const owner = join(folder, 'owner');
    await own(folder, owner);
    const place = await placeOf(join(folder, 'place'));
    return { place, release: () => rm(owner, { force: true }) };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = `the data folder of the engine cannot be used: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError([{ path: folder, message }], { cause: error });
  }
}

async function own(folder: string, file: string): Promise<void> {
  const self = await identityOf(process.pid);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(self));
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other: ProcessIdentity = JSON.parse(await readFile(file, 'utf8'));
    if (other.pid !== process.pid && (await isAlive(other))) {
      await unlink(draft);
      const message = `process ${other.pid} uses this data folder; each server needs one of its own`;
      throw new ConfigError([{ path: folder, message }]);
    }
    await rename(draft, file);
    return;
  }
  await unlink(draft);
}

async function placeOf(file: string): Promise<string> {
  try {
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, randomUUID(), { flag: 'wx' });
    try {
      await link(draft, file);
    } finally {
      await unlink(draft);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return await readFile(file, 'utf8');
}

/** What is left of failed commands is kept this long, to be looked at. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** Removes the folders of attempts that ended long ago. */
export async function sweepAttempts(folder: string, now: number): Promise<void> {
  const attempts = join(folder, 'attempts');
  for (const name of await readdir(attempts)) {
    const ended = await modifiedAt(join(attempts, name, 'exit.json'));
    if (ended !== undefined && ended < now - KEPT_MS)
      await rm(join(attempts, name), { recursive: true, force: true });
  }
}

async function modifiedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}
