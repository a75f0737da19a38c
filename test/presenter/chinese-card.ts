import { createDirectory } from '../../src/domain/directory.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { runCard } from '../../src/presenter/run-card.ts';

const NOBODY_YET = { revision: null, rollbackTo: null, initiator: null, initiatorName: null };

/** Texts of the card of this run, as a Chinese room shows it. */
export function chineseCard(snapshot: RunSnapshot, more: Partial<RunView> = {}): string[] {
  const view: RunView = {
    ...NOBODY_YET,
    id: 7,
    engine: snapshot.engine,
    app: null,
    environment: null,
    workflow: snapshot.workflow,
    parameters: {},
    phase: snapshot.phase,
    snapshot,
    trouble: null,
    createdAt: 0,
    endedAt: snapshot.endedAt ?? null,
    approvals: [],
    undelivered: [],
    delegations: [],
    ...more,
  };
  const directory = createDirectory({ language: 'zh', platforms: [], apps: [], people: [] });
  return textsIn(runCard(view, directory, 'zh').parts);
}

/** Called so in every language. */
const OURS = ['Greenlight', '/flow status'];

/** Words of Latin letters on it that are none of `known`: names and what others wrote. */
export function latinIn(texts: readonly string[], known: readonly string[]): string[] {
  const longest = [...known, ...OURS].toSorted((a, b) => b.length - a.length);
  return texts.flatMap((text) => {
    let rest = text;
    for (const one of longest) rest = rest.replaceAll(one, '');
    return rest.match(/[A-Za-z][A-Za-z' -]+/g) ?? [];
  });
}

/** Every text of it, in its order; kinds, marks and tones are no texts. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    ['kind', 'tone', 'mark', 'style', 'attempt', 'verdict', 'url'].includes(key) ? [] : textsIn(inner),
  );
}
