import type { ChainedEntry } from '../store/audit-chain.ts';

/** https://www.rfc-editor.org/rfc/rfc4180 */
const LINE_END = '\r\n';

export const CSV_HEADER = `id,time,at,actor,action,run,detail,previous,hash${LINE_END}`;

/** One entry as a line. `time` is `at` again, for people. */
export function csvLine(entry: ChainedEntry): string {
  const { id, at, actor, action, run, detail, previous, hash } = entry;
  const texts = [actor, action].map(quoted);
  const rest = [JSON.stringify(detail), previous, hash].map(quoted);
  return `${[id, time(at), at, ...texts, run ?? '', ...rest].join(',')}${LINE_END}`;
}

/** Empty for what is no time: a changed row must not keep the others from being seen. */
function time(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

/** What spreadsheets take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Quoted always; what would run as a formula gets an apostrophe before it, which makes it text. */
function quoted(text: string): string {
  return `"${FORMULA.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
}
