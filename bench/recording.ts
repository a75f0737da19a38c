/** What the ring asks of the database, in order, with the moments of its runs in between: the score that the floor plays. */
import type { StatementHook } from '../src/store/database.ts';

export type Mark = 'begin' | 'end' | 'clicked' | 'stepped';

export type Entry =
  | { sql: string; params: readonly unknown[]; via: 'unit' | 'read' }
  | { mark: Mark; key: string };

export type Recording = { entries: Entry[]; onStatement: StatementHook; mark(mark: Mark, key: string): void };

export function createRecording(): Recording {
  const entries: Entry[] = [];
  return {
    entries,
    onStatement: (sql, params, via) => void entries.push({ sql, params, via }),
    mark: (mark, key) => void entries.push({ mark, key }),
  };
}
