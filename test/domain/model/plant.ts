import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Core, loadCore, SHIPPED } from './core.ts';
import type { Fault } from './faults.ts';

/** A copy of the domain with one fault in it. Throws when the text that is to be replaced does not stand there exactly once. */
export async function plant({ name, changes }: Fault): Promise<Core> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-fault-'));
  try {
    cpSync(fileURLToPath(SHIPPED), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const { file, from, to } of changes) {
      const path = join(folder, file);
      const parts = readFileSync(path, 'utf8').split(from);
      if (parts.length !== 2) throw new Error(`"${name}" fits ${file} in ${parts.length - 1} places`);
      writeFileSync(path, parts.join(to));
    }
    return await loadCore(pathToFileURL(`${folder}/`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
