import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { close, listen } from '../common/listen.ts';

/** A free port of 127.0.0.1, the same as the last time where it is still free: links that were sent before lead to it. Kept in `file`. */
export async function keptPort(file: string): Promise<number> {
  const port = (await freePort(portIn(file))) ?? (await freePort(0));
  if (port === undefined) throw new Error('there is no free port');
  writeFileSync(file, `${port}\n`, { mode: 0o600 });
  return port;
}

/** 0 where there is none. */
function portIn(file: string): number {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

async function freePort(wanted: number): Promise<number | undefined> {
  const server = createServer();
  try {
    return await listen(server, wanted);
  } catch {
    return undefined;
  } finally {
    if (server.listening) await close(server);
  }
}
