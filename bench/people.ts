/** Who is configured, and what they do: events as Slack's adapter makes them. */
import type { Action } from '../src/domain/card.ts';
import { createDirectory, type Directory, type Person } from '../src/domain/directory.ts';
import type { Event } from '../src/domain/event.ts';
import { PLATFORM, ROOM } from './room.ts';

export const ENGINE = 'local';
export const WORKFLOW = 'shop-prod';

/** Commands of one person in one room are handled in order, so each run at a time has a person of its own. */
const OPERATORS = 64;
const APPROVER: Person = person('ben', 'Ben Okafor');

function person(id: string, name: string): Person {
  return { id, name, language: 'en', accounts: { [PLATFORM]: `U0${id.toUpperCase()}` } };
}

export function benchDirectory(): Directory {
  const operators = Array.from({ length: OPERATORS }, (_, i) => person(`ada-${i}`, `Ada Lovelace ${i}`));
  const room = { room: { platform: PLATFORM, id: ROOM }, language: 'en' as const };
  return createDirectory({
    language: 'en',
    people: [...operators, APPROVER],
    platforms: [{ id: PLATFORM, kind: 'bench', language: 'en' }],
    apps: [
      {
        id: 'shop',
        title: 'Shop',
        engine: ENGINE,
        environments: [
          {
            id: 'prod',
            workflow: WORKFLOW,
            operators: operators.map(({ id }) => id),
            approvers: [APPROVER.id],
            rooms: [room],
            parameters: [],
          },
        ],
      },
    ],
  });
}

/** The `n`-th command of this database. */
export function command(n: number, now: number): Event {
  const account = `U0ADA-${n % OPERATORS}`;
  return {
    key: `command:${n}.${HANDLE.triggerId}`,
    conversation: `cmd:${ROOM}:${account}`,
    actor: { platform: PLATFORM, id: account, name: 'ada' },
    room: { platform: PLATFORM, id: ROOM },
    deed: { kind: 'command', name: 'deploy', text: 'shop prod' },
    handle: HANDLE,
    at: now,
    handleUntil: now + 1_800_000,
  };
}

export function click({ approval, attempt, verdict }: Action, message: string, now: number): Event {
  return {
    key: `click:${message}.${HANDLE.triggerId}`,
    conversation: `thread:${ROOM}:${message}`,
    actor: { platform: PLATFORM, id: 'U0BEN', name: 'ben' },
    room: { platform: PLATFORM, id: ROOM },
    deed: { kind: 'click', approval, attempt, verdict },
    handle: HANDLE,
    at: now,
    handleUntil: now + 1_800_000,
  };
}

const HANDLE = {
  responseUrl: 'https://hooks.slack.com/actions/T0BENCH/1234567890123/abcdefghijklmnopqrstuvwx',
  triggerId: '1234567890123.1234567890.0123456789abcdef0123456789abcdef',
};
