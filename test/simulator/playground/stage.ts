import { silentLog } from '../../../src/log.ts';
import { createPlayground } from '../../../src/simulator/playground/playground.ts';
import { createSlackRoom } from '../../../src/simulator/playground/slack-room.ts';
import { systemClock } from '../../../src/time.ts';
import { ADA, BEN, openWorkspace } from '../slack/workspace.ts';

type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

type Stage = Workspace & {
  url: string;
  port: string;
  stopPage(): Promise<void>;
  /** On the same port, as after a restart. */
  startPage(): Promise<void>;
  /** What the page itself would send. */
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Answer }>;
};

type Answer = { ok: boolean; error?: string; result?: Record<string, unknown> };

function person(id: string, name: string) {
  return { id, name, role: { en: 'Approver', zh: '审批人' }, accounts: { slack: id } };
}

/** A workspace with its page, and no other chat. */
export async function openStage(): Promise<Stage> {
  const at = await openWorkspace();
  const options = {
    rooms: [createSlackRoom(at.slack)],
    clock: systemClock,
    log: silentLog,
    about: { databaseFile: 'playground.db', version: '0.0.0' },
    people: [person(ADA, 'Ada Lovelace'), person(BEN, 'Ben Okafor')],
    hints: [{ text: '/deploy shop prod', as: ADA, about: { en: 'Deploys', zh: '部署' } }],
    guide: [{ en: 'Send /deploy shop prod.', zh: '发送 /deploy shop prod。' }],
  };
  let playground = createPlayground({ ...options, port: 0 });
  const { url } = await playground.start();
  const origin = url.slice(0, -1);
  return {
    ...at,
    url,
    port: new URL(url).port,
    async stopPage() {
      await playground.stop();
    },
    async startPage() {
      playground = createPlayground({ ...options, port: Number(new URL(url).port) });
      await playground.start();
    },
    async post(path, body, headers = {}) {
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    async [Symbol.asyncDispose]() {
      await playground.stop();
      await at[Symbol.asyncDispose]();
    },
  };
}
