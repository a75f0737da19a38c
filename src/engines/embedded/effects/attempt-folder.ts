/**
 * The folder of one attempt of a command. Its files are the whole truth about it, for a wrapper and a server that may both die at any moment:
 * order.json, input.json   what to run and its standard input; written before the wrapper is started
 * claim                    who runs it, or `void`; made once and never changed, so only one can ever own the attempt
 * stdout, stderr           what the command wrote, the newest of it: `stream-file.ts`
 * exit.json                how it ended; appears complete or not at all
 */
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity.ts';

export const STREAMS = ['stdout', 'stderr'] as const;

/** `keepBytes`: so much of the end of each stream is kept. */
export type Order = { argv: readonly string[]; cwd?: string | undefined; keepBytes: number };

export type Exit = {
  code: number | null;
  signal: string | null;
  /** The command could not be started at all: the system's word for it. */
  error?: string;
  /** It could not be started because this folder, in which it was to run, is not there. */
  folder?: string;
  /** How much it wrote there, kept or not; absent in folders of older versions, which kept all. */
  stdoutBytes?: number;
};

export type Claim = ProcessIdentity | 'void';

/** Where the order is one of an older version, which kept all. */
const KEEP_BYTES = 1_000_000;

export async function writeAttempt(folder: string, order: Order, input: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeDurably(join(folder, 'input.json'), input);
  await writeDurably(join(folder, 'order.json'), JSON.stringify(order));
}

export async function readOrder(folder: string): Promise<Order> {
  return { keepBytes: KEEP_BYTES, ...JSON.parse(await readFile(join(folder, 'order.json'), 'utf8')) };
}

/** Takes the attempt; false when somebody had taken it. The claim is on the disk when this resolves. */
export async function claimAttempt(folder: string, claim: Claim): Promise<boolean> {
  const draft = join(folder, `claim.${process.pid}`);
  await writeFile(draft, JSON.stringify(claim));
  try {
    // A hard link appears with its content or fails when the name is there: a reader never sees half a claim.
    await link(draft, join(folder, 'claim'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
  return true;
}

export async function readClaim(folder: string): Promise<Claim | undefined> {
  return await readJson<Claim>(join(folder, 'claim'));
}

export async function writeExit(folder: string, exit: Exit): Promise<void> {
  await writeDurably(join(folder, 'exit.json'), JSON.stringify(exit));
}

export async function readExit(folder: string): Promise<Exit | undefined> {
  return await readJson<Exit>(join(folder, 'exit.json'));
}

/** True when the attempt was ever prepared. */
export async function attemptExists(folder: string): Promise<boolean> {
  return (await readJson(join(folder, 'order.json'))) !== undefined;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file appears with all of its content, and stays through a power cut. */
async function writeDurably(file: string, content: string): Promise<void> {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
  await syncFolder(join(file, '..'));
}

async function writeFile(file: string, content: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
