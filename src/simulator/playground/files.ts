import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';

const PAGE = new URL('../page/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type PageFile = { type: string; body: Buffer };

/** The files of the page by their paths; only these are ever served, so no path can lead out of the folder. */
export async function loadPage(): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const name of await readdir(PAGE)) {
    const type = TYPES[extname(name)];
    if (type) files.set(`/${name}`, { type, body: await readFile(new URL(name, PAGE)) });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
