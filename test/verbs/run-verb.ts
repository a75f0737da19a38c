import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };

export type Running = {
  /** Resolves with the first match in what was printed so far; rejects when the process ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Closes the reading end of its standard output. */
  deaf(): void;
  ended: Promise<Ended>;
};

/** The real program with nothing in its environment but PATH, HOME and `env`. */
export function startVerb(args: readonly string[], cwd: string, env: Record<string, string> = {}): Running {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, HOME, ...env } });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const watch of watchers) watch();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const watch of watchers) watch();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    kill: (signal) => child.kill(signal),
    deaf: () => child.stdout.destroy(),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const match = pattern.exec(stdout + stderr);
          if (match !== null) resolve(match);
        };
        watchers.add(watch);
        watch();
        void ended.then(({ code }) => reject(new Error(`ended with ${String(code)}:\n${stdout}${stderr}`)));
      }),
  };
}

export async function runVerb(
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Ended> {
  return await startVerb(args, cwd, env).ended;
}
