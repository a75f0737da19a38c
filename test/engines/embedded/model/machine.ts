/** The part of the engine that the model is held against: as it ships, or with a fault planted in a copy of it. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const RUN = '../../../../src/engines/embedded/run/';

export type Machine = Pick<
  typeof import('../../../../src/engines/embedded/run/transitions.ts'),
  'startRun' | 'changeRun' | 'wakeRun' | 'holdRun' | 'joinRun' | 'landEffect'
> &
  Pick<typeof import('../../../../src/engines/embedded/run/decide.ts'), 'decideGate'> &
  Pick<typeof import('../../../../src/engines/embedded/run/act.ts'), 'act'> &
  Pick<typeof import('../../../../src/engines/embedded/run/advance.ts'), 'advance'>;

const FILES = ['transitions.ts', 'decide.ts', 'act.ts', 'advance.ts'];

export async function shippedMachine(): Promise<Machine> {
  return await load(new URL(RUN, import.meta.url));
}

async function load(folder: URL): Promise<Machine> {
  const modules = await Promise.all(FILES.map((file) => import(new URL(file, folder).href)));
  return Object.assign({}, ...modules);
}

/** A mistake that somebody could make: a replacement of text that must stand there exactly once. */
export type Fault = {
  name: string;
  file: string;
  from: string;
  to: string;
  /** So many workflows are passed over first: they cannot show it, and running them takes seconds. */
  skip?: number;
};

/** The engine with the fault in it, in a folder of its own; what it imports from elsewhere is the real thing. */
export async function plant({ file, from, to }: Fault): Promise<AsyncDisposable & { machine: Machine }> {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-planted-'));
  await cp(join(root, 'src/engines'), join(folder, 'src/engines'), { recursive: true });
  for (const name of ['domain', 'store', 'errors.ts', 'log.ts', 'time.ts'])
    await symlink(join(root, 'src', name), join(folder, 'src', name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await symlink(join(root, 'package.json'), join(folder, 'package.json'));
  const path = join(folder, 'src/engines/embedded/run', file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once in ${file}`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
  const machine = await load(pathToFileURL(join(folder, 'src/engines/embedded/run/')));
  return { machine, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
