import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ChainedEntry } from '../store/audit-chain.ts';

/** One entry as `audit export` writes it. The detail is taken as it stands: its hash covers all of it. */
const line = z.strictObject({
  id: z.int().positive(),
  at: z.int(),
  actor: z.string(),
  action: z.string(),
  run: z.int().nullable(),
  detail: z.unknown(),
  previous: z.string(),
  hash: z.string(),
});

/** A line that is no entry. `csv`: the file is an export, but not one that can be verified. */
export class NoEntry extends Error {
  readonly line: number;
  readonly csv: boolean;

  constructor(number: number, csv: boolean, options?: ErrorOptions) {
    super(`line ${number} is no entry of the audit`, options);
    this.line = number;
    this.csv = csv;
  }
}

/** How many lines are checked together. */
const PAGE_LINES = 1000;

/** The entries of an export in JSON Lines. Throws `NoEntry`, and as node:fs does. */
export async function* entriesOfFile(file: string): AsyncGenerator<readonly ChainedEntry[]> {
  let page: ChainedEntry[] = [];
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() === '') continue;
    page.push(parse(text, number));
    if (page.length < PAGE_LINES) continue;
    yield page;
    page = [];
  }
  yield page;
}

function parse(text: string, number: number): ChainedEntry {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new NoEntry(number, number === 1 && /^\ufeff?"?id"?,/.test(text), { cause });
  }
}
