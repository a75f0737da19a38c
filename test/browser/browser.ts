import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * As the package asks for on small machines, and not wanted here: in one process, closing a page takes the browser with it; without web
 * security Chromium sends no Origin.
 */
const UNWANTED = ['--single-process', '--disable-web-security'];

/** A real Chromium from the registry. Nothing but the pages under test is looked up or loaded. */
export async function openBrowser(): Promise<Browser> {
  // Unpacked for this browser alone: test files that run at the same time would find each other's half-written file.
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-chromium-'));
  const { executablePath, libraries } = await unpack(folder);
  const browser = await playwright.launch({
    executablePath,
    args: [
      ...chromium.args.filter((arg) => !UNWANTED.includes(arg)),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...process.env, ...libraries } as Record<string, string>,
    headless: true,
  });
  browser.on('disconnected', () => void rm(folder, { recursive: true, force: true }));
  return browser;
}

/** The package unpacks into the temporary folder of the process. */
async function unpack(
  folder: string,
): Promise<{ executablePath: string; libraries: Record<string, string> }> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const executablePath = await chromium.executablePath();
    const { stdout } = await promisify(execFile)('ldd', [executablePath]);
    if (!stdout.includes('not found')) return { executablePath, libraries: {} };
    // A machine without NSS: the package carries it for Amazon Linux, and it runs on others as well.
    const build = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
    const libraries = await inflate(join(build, '..', 'bin', 'al2023.tar.br'));
    return { executablePath, libraries: { LD_LIBRARY_PATH: join(libraries, 'lib') } };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
