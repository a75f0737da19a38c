import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type Started = {
  /** The one address that was printed. */
  url: string;
  /** Sends SIGTERM and resolves when the process has ended. */
  stop(): Promise<void>;
  /** The same, and then `npm start` again with the same database. */
  again(): Promise<Started>;
};

/** `npm start` as a newcomer types it, with a database of its own. Rejects with the output when it ends before it prints its address. */
export async function npmStart(data = mkdtempSync(join(tmpdir(), 'greenlight-browser-'))): Promise<Started> {
  const child = spawn('npm', ['start', '--silent', '--', '--data', data], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The output closes when the last process that holds it has ended: the server itself, not only npm.
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const stop = async (): Promise<void> => {
    await end();
    rmSync(data, { recursive: true, force: true });
  };
  const again = async (): Promise<Started> => {
    await end();
    return await npmStart(data);
  };
  try {
    return { url: await printedUrl(child), stop, again };
  } catch (error) {
    await stop();
    throw error;
  }
}

function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/?/.exec(output)?.[0];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${String(code)}:\n${output}`)));
  });
}
