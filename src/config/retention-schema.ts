import { z } from 'zod';

const DAY_MS = 24 * 3_600_000;

/** What people did is known by its key for a week, and personal links live as long: a run must not go before them. */
const LEAST_RUN_DAYS = 7;
const MOST_DAYS = 3650;

const days = (least: number) =>
  z.string().refine(
    (value) => {
      const count = /^(\d{1,4})d$/.exec(value)?.[1];
      return count !== undefined && Number(count) >= least && Number(count) <= MOST_DAYS;
    },
    { message: `must be a number of days from ${least}d to ${MOST_DAYS}d, such as 90d` },
  );

export const retentionSchema = z.strictObject({
  runs: days(LEAST_RUN_DAYS)
    .optional()
    .describe(
      'Runs that ended longer ago are deleted with their cards, messages and decisions, such as 90d; never the audit, a revision, an open run, or the run of the newest revision of an environment. Absent: runs are kept for ever.',
    ),
  logs: days(1).default('30d').describe('What commands wrote is deleted after this time.'),
});

/** In milliseconds. */
export function buildRetention({ runs, logs }: z.output<typeof retentionSchema>): {
  runsMs?: number;
  logsMs: number;
} {
  return { ...(runs === undefined ? {} : { runsMs: inMs(runs) }), logsMs: inMs(logs) };
}

function inMs(text: string): number {
  return Number.parseInt(text, 10) * DAY_MS;
}
