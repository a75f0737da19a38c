import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';

/** Makes a secret of 64 hex digits at the first start and keeps it in `file`, for its owner only. Gives the file's path. */
export function keptSecretFile(file: string): string {
  if (!existsSync(file)) {
    // Whole or not at all: a start that is cut off must not leave half a secret behind.
    const draft = `${file}.new`;
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    renameSync(draft, file);
  }
  return file;
}
