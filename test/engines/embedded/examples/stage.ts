/** A world in which every example runs: targets, programs, secrets, an HTTP service, people who approve, and messages that always arrive. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { isFinal, type Json, type RunSnapshot, type StepSnapshot } from '../../../../src/domain/run.ts';
import type { Target } from '../../../../src/engines/embedded/options.ts';
import type { RunRequest } from '../../../../src/engines/engine.ts';
import { insertRun } from '../../../../src/store/runs.ts';
import { createHandClock } from '../../../fakes/hand-clock.ts';
import { newRun } from '../../../store/new-run.ts';
import { until } from '../../../until.ts';
import { openPlace, type Running, startEngine } from '../bench.ts';
import { close, rowsOf } from '../notice-bench.ts';

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** Folders with workflows, each of which is loaded whole. */
export const FOLDERS = ['workflows', 'notifications/workflows', 'playground/workflows'];

/** Where the examples send to, and what is there. */
const SERVICE = 'https://ci.example.com';

/** Secrets by the names of `examples/greenlight.yaml`. */
const SECRETS = {
  slack: { url: 'https://hooks.slack.example/services/x' },
  dingding: { url: 'https://oapi.dingtalk.example/robot/send?access_token=x' },
  lark: { url: 'https://open.feishu.example/open-apis/bot/v2/hook/x' },
  mail: { password: 'of-the-mailbox' },
  ci: { token: 't0psecret', hook: `${SERVICE}/inventory` },
};

export type Call = { method: string; path: string; header(name: string): string | undefined; body: Json };

/** What the service answers, by path; anything else is `{}`. */
const ANSWERS: Readonly<Record<string, Json>> = {
  '/health/api': { build: { version: 'v41' }, checks: [{ ok: true }], errors: 0 },
  '/health/queue': { 'jobs-waiting': 7 },
  '/smoke': { passed: 48, failed: 0 },
  '/changes': { id: 'CHG-7' },
  '/repos/shop': { stargazers_count: 6543 },
  '/metrics/shop': {
    requests: 2450,
    failed: 37,
    paths: [
      { name: '/cart', failed: 30 },
      { name: '/search', failed: 6 },
      { name: '/', failed: 1 },
    ],
  },
};

/** Text of every example, by its file's name. */
export async function examples(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const name of await readdir(join(EXAMPLES, folder)))
      files.set(name, await readFile(join(EXAMPLES, folder, name), 'utf8'));
  }
  return files;
}

export type Stage = AsyncDisposable & {
  running: Running;
  calls: Call[];
  /** What the messages were that steps sent, in their order. */
  sent(): Promise<{ outlet: string; message: Json }[]>;
  /** What a target has put in place. */
  placed(file: string): Promise<Json>;
  /** Starts the workflow and does what people, the clock and the world do until it ends. */
  play(workflow: string, acts?: Acts): Promise<RunSnapshot>;
};

export type Acts = {
  environment?: string;
  parameters?: RunRequest['parameters'];
  /** What people say at a gate, by its path; `leave` says nothing, and approve is what they say otherwise. */
  says?: Readonly<Record<string, 'approve' | 'reject' | 'leave'>>;
  answers?: Readonly<Record<string, string>>;
};

export async function openStage(): Promise<Stage> {
  const clock = createHandClock();
  const calls: Call[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const path = incoming.url ?? '';
      const header = (name: string): string | undefined => incoming.headers[name]?.toString();
      calls.push({
        method: incoming.method ?? '',
        path,
        header,
        body: body === '' ? null : JSON.parse(body),
      });
      response.end(JSON.stringify(ANSWERS[path] ?? {}));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const here = (what: string): string =>
    what.replaceAll(SERVICE, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const files = [...(await examples())].map(([name, content]) => [name, here(content)] as const);
  const place = await openPlace({
    files: Object.fromEntries(files),
    targets: [
      { ...machine('asia', ['webservice', 'worker'], 'deployed-asia'), clusters: ['tokyo', 'seoul'] },
      machine('machine', ['webservice']),
      machine('jobs', ['worker']),
    ],
    secrets: JSON.parse(here(JSON.stringify(SECRETS))) as typeof SECRETS,
    http: { allow: ['127.0.0.1'] },
    exec: { node: process.execPath },
    clock,
  });
  const clusterLabels = { tokyo: { region: 'asia' }, seoul: { region: 'asia' } };
  const running = await startEngine({ ...place, options: { ...place.options, clusterLabels } }, clock);
  const { db } = place;
  let runs = 0;

  async function play(workflow: string, acts: Acts = {}): Promise<RunSnapshot> {
    const { environment = 'prod', parameters = [] } = acts;
    runs += 1;
    const key = `run-${runs}`;
    await db.tx((tx) => insertRun(tx, newRun(key, { engine: 'local', workflow })));
    const asked = { workflow, app: 'shop', environment, parameters, initiator: { name: 'Ada' } };
    const { ref } = await running.engine.run(asked, key);
    return await until(`the end of ${workflow}`, async () => {
      const snapshot = await running.engine.look(ref);
      if (snapshot === undefined || isFinal(snapshot.phase)) return snapshot;
      if (!(await decide(snapshot, acts)) && !(await deliver()) && !isBusy(snapshot))
        await clock.turn(600_000);
      return undefined;
    });
  }

  async function decide({ ref, gates }: RunSnapshot, { says = {}, answers = {} }: Acts): Promise<boolean> {
    const gate = gates.find(({ path, opensAt }) => opensAt === undefined && says[path] !== 'leave');
    if (gate === undefined) return false;
    const verdict = says[gate.path] === 'reject' ? 'reject' : 'approve';
    await running.engine.decide(ref, gate, verdict, { name: 'Ben', answers }, `d-${gate.attempt}`);
    return true;
  }

  async function deliver(): Promise<boolean> {
    const owed = (await rowsOf({ db })).filter(({ state }) => state === 'owed');
    for (const row of owed) await close({ db, clock }, row, 'sent');
    if (owed.length === 0) return false;
    running.wake();
    await clock.turn(1);
    return true;
  }

  return {
    running,
    calls,
    async sent() {
      return (await rowsOf({ db })).flatMap(({ subject }) =>
        subject.kind === 'step' ? [{ outlet: subject.outlet, message: subject.message as Json }] : [],
      );
    },
    placed: async (file) => JSON.parse(await readFile(join(place.folder, file), 'utf8')),
    play,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The target of the examples, with a folder of the place as its own. */
function machine(name: string, takes: readonly string[], folder = 'deployed'): Target {
  const argv = [
    'sh',
    '-c',
    `PLACE_DIR="$FOLDER/${folder}" exec "$0" "$1"`,
    process.execPath,
    join(EXAMPLES, 'targets/place.mjs'),
  ];
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.', REPLICA_MS: '1' };
  return { name, takes, command: { argv, environment } };
}

/** While a program or a request is under way, time stands still: it would run into time-outs that are not its own. */
function isBusy({ steps }: RunSnapshot): boolean {
  return flat(steps).some(
    ({ phase, children, message }) =>
      phase === 'running' && children.length === 0 && message?.startsWith('try ') !== true,
  );
}

export function flat(steps: readonly StepSnapshot[]): StepSnapshot[] {
  return steps.flatMap((step) => [step, ...flat(step.children)]);
}
