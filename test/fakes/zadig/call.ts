import { isObject, type Json, parseJson } from '../../../src/simulator/common/json.ts';
import type { Clock } from '../../../src/time.ts';
import type { Book, Licence } from './book.ts';
import type { Manual } from './manual.ts';
import type { Notifier } from './notifier.ts';
import type { Account, People } from './people.ts';
import { forbidden, numbered } from './refusal.ts';
import type { Plans } from './release-plans.ts';
import type { Profile } from './version.ts';

/** A call of the API: what `Seen.call` names it. */
export type Call = {
  call: string;
  method: string;
  /** `:name` stands for one part. */
  path: string;
  /** What is answered; undefined for `{"message":"success"}`. Throws a `Refusal`. */
  serve(request: Request): unknown;
};

export type Request = {
  by: Account;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: string;
};

export type ApiParts = {
  clock: Clock;
  profile: Profile;
  people: People;
  book: Book;
  manual: Manual;
  plans: Plans;
  notifier: Notifier;
  licence: () => Licence;
  projectName: (key: string) => string;
};

export function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? '';
  if (value === '') throw numbered(400, `${name} is required`);
  return value;
}

export function numberIn(text: string | null | undefined): number {
  if (text == null || text === '') return 0;
  if (!/^-?\d+$/.test(text))
    throw numbered(400, `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

export function bodyOf(body: string): Json {
  const parsed = parseJson(body);
  if (!isObject(parsed)) throw numbered(400, 'unexpected end of JSON input');
  return parsed;
}

export function administrators({ admin }: Account): void {
  if (admin !== true) throw forbidden();
}

const PAGE_SIZE = 20;

export function paging(query: URLSearchParams): { page: number; size: number } {
  return { page: numberIn(query.get('pageNum')) || 1, size: numberIn(query.get('pageSize')) || PAGE_SIZE };
}

export function pageOf<T>(all: readonly T[], query: URLSearchParams): T[] {
  const { page, size } = paging(query);
  return all.slice((page - 1) * size, page * size);
}
