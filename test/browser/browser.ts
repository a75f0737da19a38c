import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import chromium, { inflate } from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
const require = createRequire(import.meta.url);
const PACKAGE = join(dirname(require.resolve('@sparticuz/chromium')), '..');

/**
 * As the package asks for on small machines, and not wanted here: in one process, closing a page takes the browser with it; without web
 * security Chromium sends no Origin.
 */
const UNWANTED = ['--single-process', '--disable-web-security'];

// Without a graphics card all of its pipeline is computed: half of the processor time of a page that only has text.
chromium.setGraphicsMode = false;

/** A real Chromium from the registry. Nothing but the pages under test is looked up or loaded. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await unpacked();
  return await playwright.launch({
    executablePath,
    args: [
      ...chromium.args.filter((arg) => !UNWANTED.includes(arg)),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...process.env, ...libraries } as Record<string, string>,
    headless: true,
  });
}

/** 200 MB and two seconds of work, which all test files share. */
async function unpacked(): Promise<{ executablePath: string; libraries: Record<string, string> }> {
  const { version } = require(join(PACKAGE, 'package.json')) as { version: string };
  const kept = join(CACHE, `chromium-${version}`);
  if (!existsSync(kept)) {
    await mkdir(CACHE, { recursive: true });
    // Test files that run at the same time would find each other's half-written file: only what is whole gets its name.
    const own = await mkdtemp(`${kept}-`);
    await unpackInto(own);
    await rename(own, kept).catch(async (error: unknown) => {
      await rm(own, { recursive: true, force: true });
      if (!existsSync(kept)) throw error;
    });
  }
  const libraries = join(kept, 'al2023', 'lib');
  return {
    executablePath: join(kept, 'chromium'),
    libraries: existsSync(libraries) ? { LD_LIBRARY_PATH: libraries } : {},
  };
}

/** The package unpacks into the temporary folder of the process. */
async function unpackInto(folder: string): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const { stdout } = await promisify(execFile)('ldd', [await chromium.executablePath()]);
    if (!stdout.includes('not found')) return;
    // A machine without NSS: the package carries it for Amazon Linux, and it runs on others as well.
    await inflate(join(PACKAGE, 'bin', 'al2023.tar.br'));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
