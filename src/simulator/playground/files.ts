import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type PageFile = { type: string; body: Buffer };

/** The files of the page by their paths; only these are ever served, so no path can lead out of the folder. Links are not followed. */
export async function loadPage(): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  const entries = await readdir(PAGE, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const type = TYPES[extname(entry.name)];
      if (!type || !entry.isFile()) return;
      const file = join(entry.parentPath, entry.name);
      files.set(`/${relative(PAGE, file).split(sep).join('/')}`, { type, body: await readFile(file) });
    }),
  );
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
