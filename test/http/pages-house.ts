import type { Directory } from '../../src/domain/directory.ts';
import { createLinks, DECIDE_LINK_MS, type Links, LOG_LINK_MS, RUN_LINK_MS } from '../../src/domain/link.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { createPages } from '../../src/http/pages.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { runView } from '../../src/store/run-view.ts';
import { latestRuns } from '../../src/store/runs.ts';
import { systemClock } from '../../src/time.ts';
import { createHandClock, type HandClock } from '../fakes/hand-clock.ts';
import { CHAT, command, directory, type House } from '../ring/harness.ts';
import { until } from '../until.ts';
import { openBreakableHouse } from './breakable-house.ts';

/** Where people reach the server in these tests; nothing resolves it. */
export const PUBLIC = 'https://greenlight.example.com';
export const SECRET = 'a secret of at least thirty-two characters';

export type PagesHouse = {
  house: House;
  /** The clock of the pages alone. */
  clock: HandClock;
  /** The next units of work fail, as on a full disk. */
  breakStorage(broken: boolean): void;
  /** Everything that the pages logged, as text. */
  logged: string[];
  /** Starts a run and resolves when its gate asks. `prod` when no environment is named. */
  ask(environment?: string): Promise<RunView>;
  view(run: number): Promise<RunView>;
  decideLink(run: RunView, person: string, links?: Links): string;
  runLink(run: RunView): string;
  logsLink(run: RunView, person: string): string;
  close(): Promise<void>;
};

/** Pages over real HTTP, with the whole ring behind them. `known` is whom the pages know. */
export async function openPages(
  known: Directory = directory,
  logsOf?: NonNullable<Parameters<typeof createPages>[0]['logsOf']>,
): Promise<PagesHouse> {
  const kept = await openBreakableHouse();
  const { house, log, logged } = kept;
  const clock = createHandClock(systemClock.now());
  const links = createLinks({ publicUrl: PUBLIC, secret: SECRET });
  const { db } = house;
  const { inbound } = house.ring;
  const pages = createPages({
    db,
    directory: known,
    links,
    inbound,
    clock,
    log,
    ...(logsOf && { logsOf }),
  });
  const server: HttpServer = createHttpServer(
    { host: '127.0.0.1', port: 0 },
    { db, clock: systemClock, log, ready: async () => [], pages },
  );
  const url = await server.start();
  const here = (address: string): string => address.replace(PUBLIC, url);

  async function view(run: number): Promise<RunView> {
    const found = await runView(db.read, run);
    if (found === undefined) throw new Error(`there is no run ${run}`);
    return found;
  }

  return {
    house,
    clock,
    logged,
    view,
    breakStorage: (next) => kept.breakStorage(next),
    async ask(environment = 'prod') {
      await command(house, 'ada', `/deploy shop ${environment} tag=v1`);
      return await until('a gate that asks', async () => {
        const [newest] = await latestRuns(db.read, 1);
        const run = newest && (await view(newest.id));
        return run?.approvals.some(({ state }) => state === 'open') ? run : undefined;
      });
    },
    decideLink(run, person, by = links) {
      const [approval] = run.approvals;
      if (approval === undefined) throw new Error('the run asks nothing');
      const target = {
        kind: 'decide',
        approval: approval.id,
        platform: CHAT,
        account: `U-${person}`,
      } as const;
      return here(by.address(target, approval.openedAt + DECIDE_LINK_MS));
    },
    runLink: (run) => here(links.address({ kind: 'run', run: run.id }, run.createdAt + RUN_LINK_MS)),
    logsLink(run, person) {
      const target = { kind: 'logs', run: run.id, platform: CHAT, account: `U-${person}` } as const;
      return here(links.address(target, clock.now() + LOG_LINK_MS));
    },
    async close() {
      await server.stop();
      await kept.close();
    },
  };
}

/** Sends the form as a browser does. */
export async function press(
  address: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await fetch(address, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** What a person reads of a page. */
export function textOf(markup: string): string {
  return markup
    .replace(/^[\s\S]*<body>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim();
}
