/** What each surface can carry, as the events that chats, pages and tokens make of it. */
import type { Deed, Event } from '../../../src/domain/event.ts';
import { API_PLATFORM } from '../../../src/domain/platform-ability.ts';
import { KEPT, type Role } from './cast.ts';
import { type Scene, TITLE } from './stage.ts';

export const VOTE_SURFACES = ['button', 'form', 'reply', 'mention', 'link page'] as const;
export const WORD_SURFACES = ['command', 'api'] as const;
export type Surface = (typeof VOTE_SURFACES)[number] | (typeof WORD_SURFACES)[number];

export const VOTES = ['approve', 'reject'] as const;
/** About environments, whatever is asked there. */
export const HOLD_WORDS = [
  'deploy to a locked one',
  'lock',
  'lock a locked one',
  'unlock',
  'unlock a free one',
  'wait',
  'wait for a free one',
  'unwait',
  'unwait for a free one',
  'status of a place',
  'status of an app',
  'schedule',
  'schedules',
  'unschedule',
] as const;
export const WORDS = [
  'approve',
  'reject',
  'revoke',
  'break-glass',
  'deploy',
  'dry-run',
  'rollback',
  'history',
  'diff',
  'cancel',
  'retry',
  'restart',
  'suspend',
  'resume',
  'logs',
  'status',
  'list',
  'who',
  'pending',
  'whoami',
  'help',
  'link',
  'ask to be linked',
  'delegate',
  ...HOLD_WORDS,
] as const;
export type Action = (typeof WORDS)[number];

const REASON = 'because of a reason';

/** The same wish in other words: `pick` chooses among them. */
const REPLIES: Readonly<Record<(typeof VOTES)[number], readonly string[]>> = {
  approve: ['approve', 'Approved!', '同意', ' APPROVE. '],
  reject: [`reject ${REASON}`, `Rejected, ${REASON}`, '拒绝 有原因', '驳回：有原因'],
};

function wordsFor(action: Action, { run }: Scene): string {
  switch (action) {
    case 'approve':
      return `approve ${run}`;
    case 'reject':
      return `reject #${run} ${TITLE} ${REASON}`;
    case 'break-glass':
      return `break-glass ${run} ${REASON}`;
    case 'revoke':
    case 'cancel':
    case 'retry':
    case 'restart':
    case 'suspend':
    case 'resume':
    case 'logs':
    case 'status':
    case 'who':
      return `${action} ${run}`;
    case 'deploy':
      return 'deploy shop prod';
    case 'dry-run':
      return 'deploy shop prod --dry-run';
    case 'rollback':
      return 'rollback shop prod 1';
    case 'history':
      return 'history shop prod';
    case 'diff':
      return 'diff shop prod 1 2';
    case 'link':
      return 'link ABCDEFGHJK';
    case 'ask to be linked':
      return 'link';
    case 'delegate':
      return 'delegate yan 3d';
    case 'deploy to a locked one':
      return `deploy shop ${KEPT}`;
    case 'lock':
      return `lock shop prod ${REASON}`;
    case 'lock a locked one':
      return `lock shop ${KEPT} ${REASON}`;
    case 'unlock':
      return `unlock shop ${KEPT}`;
    case 'unlock a free one':
      return 'unlock shop prod';
    case 'wait':
      return `wait shop ${KEPT}`;
    case 'wait for a free one':
      return 'wait shop prod';
    case 'unwait':
      return `unwait shop ${KEPT}`;
    case 'unwait for a free one':
      return 'wait shop prod off';
    case 'status of a place':
      return 'status shop prod';
    case 'status of an app':
      return 'status shop';
    case 'schedule':
      return 'schedule shop prod at 23:00';
    case 'schedules':
      return 'schedule list';
    case 'unschedule':
      return 'schedule cancel 1';
    case 'list':
    case 'pending':
    case 'whoami':
    case 'help':
      return action;
  }
}

function deedOf(surface: Surface, action: Action, scene: Scene, pick: (limit: number) => number): Deed {
  if (surface === 'command' || surface === 'api')
    return { kind: 'command', name: 'flow', text: wordsFor(action, scene) };
  const verdict = action === 'approve' ? 'approve' : 'reject';
  const ballot = { ...scene.old, verdict } as const;
  switch (surface) {
    case 'button':
      return { kind: 'click', ...ballot };
    case 'form':
      return { kind: 'form', ...ballot, values: { reason: REASON } };
    case 'link page':
      return { kind: 'link', ...ballot, reason: REASON };
    case 'reply':
    case 'mention': {
      const texts = REPLIES[verdict];
      return { kind: 'message', text: texts[pick(texts.length)] ?? '', mention: surface === 'mention' };
    }
  }
}

let events = 0;

/** Something that a person does; `pick` chooses between ways that must not matter. */
export function eventOf(
  role: Role,
  surface: Surface,
  action: Action,
  scene: Scene,
  pick: (limit: number) => number,
): Event {
  events += 1;
  const words = surface === 'command' || surface === 'api';
  const room = words
    ? { platform: role.account.platform, id: `@${role.account.id}`, direct: true }
    : {
        platform: role.account.platform,
        id: scene.room,
        ...(surface === 'reply' ? { thread: scene.card } : {}),
      };
  const actor = surface === 'api' ? { platform: API_PLATFORM, id: role.account.id } : role.account;
  return {
    key: `event-${events}`,
    conversation: 'conversation',
    actor,
    at: scene.at,
    room,
    deed: deedOf(surface, action, scene, pick),
    handle: {},
    handleUntil: scene.now + 60_000,
  };
}
