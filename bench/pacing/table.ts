/** The figures of pacing as a table, and the aims for them. */
import type { Paced, Staleness } from './measure.ts';

/** What 500 open runs with 15 ends a minute must reach. */
const AIMS: readonly { what: string; isMet: (row: Paced) => boolean }[] = [
  { what: '0 × 429', isMet: ({ calls }) => calls?.throttled === 0 },
  { what: 'waiting ≤ 3 s p99', isMet: ({ staleness }) => staleness.waiting.p99 <= 3 },
  { what: 'decided ≤ 3 s p99', isMet: ({ staleness }) => staleness.decided.p99 <= 3 },
  { what: 'final ≤ 60 s p99', isMet: ({ staleness }) => staleness.final.p99 <= 60 },
];

export function pacingAims(rows: readonly Paced[]): { what: string; met: boolean }[] {
  const row = rows.find(
    ({ open, perMinute, scheme }) => open === 500 && perMinute === 15 && scheme === 'ours',
  );
  return AIMS.map(({ what, isMet }) => ({ what, met: row !== undefined && isMet(row) }));
}

const HEAD = [
  'open',
  'end/min',
  '',
  'ended/min',
  'edits',
  'posts',
  'by click',
  '429s',
  'waiting',
  'decided',
  'final',
  'progress',
];

export function pacingTable(rows: readonly Paced[]): string {
  const cells = rows.map(({ open, perMinute, scheme, finished, calls, staleness }) => [
    String(open),
    String(perMinute),
    scheme,
    finished?.toFixed(1) ?? '',
    ...(calls === undefined
      ? ['', '', '', '']
      : [calls.edits, calls.posts, calls.byHandle, calls.throttled].map(String)),
    ...[staleness.waiting, staleness.decided, staleness.final, staleness.progress].map(stalenessText),
  ]);
  const all = [HEAD, ...cells];
  const widths = HEAD.map((_, i) => Math.max(...all.map((line) => line[i]?.length ?? 0)));
  const table = all.map((line) => line.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  const aims = pacingAims(rows).map(({ what, met }) => `${what}: ${met ? 'met' : 'MISSED'}`);
  return [
    'Cards of open runs in 10 rooms of one Slack workspace: age of what the rooms show, p50 / p99 in seconds (> : some were never shown)',
    '',
    ...table,
    '',
    `500 open, 15 ending a minute: ${aims.join(' · ')}`,
  ].join('\n');
}

function stalenessText({ p50, p99, atLeast }: Staleness): string {
  return `${seconds(p50)} / ${atLeast ? '>' : ''}${seconds(p99)}`;
}

function seconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 0 : 1);
}
