/** What must come of each cell: the rules of the house in plain words, with nothing of the code that keeps them. */
import { KEPT, type Role } from './cast.ts';
import type { Action, HOLD_WORDS, Surface } from './deeds.ts';
import type { Scene, State } from './stage.ts';

/** `answer`: the code of what the person is told. `changes` and `audit` are everything that may be new, nothing else. */
export type Expected = { answer: string; changes: readonly string[]; audit: readonly string[] };

const told = (answer: string): Expected => ({ answer, changes: [], audit: [] });

type HoldAction = (typeof HOLD_WORDS)[number];

/** The question had ended, or was another one: what whoever may decide it is told. */
const OVER: Partial<Readonly<Record<State, string>>> = {
  'past its end': 'approval.expired',
  approved: 'approval.settled-approved',
  rejected: 'approval.settled-rejected',
  expired: 'approval.expired',
  withdrawn: 'approval.withdrawn',
  'run failed': 'approval.withdrawn-ended',
};
/** The question is closed in the rows too, so that a room has none. */
const CLOSED: readonly State[] = ['approved', 'rejected', 'expired', 'withdrawn', 'run failed'];
const ESCALATED: readonly State[] = ['after escalation', 'stored before its end', 'past its end', 'expired'];
const ZOE_VOTED: readonly State[] = ['one of two voted', 'second level', ...CLOSED];

export function lawFor(role: Role, surface: Surface, action: Action, scene: Scene): Expected {
  const { state } = scene;
  if (surface === 'reply' && state === 'no run') return told('silence');
  if (role.person === undefined) {
    if (action !== 'ask to be linked' || role.barred) return told('person.unknown');
    return { ...told('link.code'), changes: [`+request of ${role.account.id}`] };
  }
  // A program must not be able to give its person another account.
  if (surface === 'api' && (action === 'link' || action === 'ask to be linked')) return told('api.no-link');
  switch (action) {
    case 'deploy to a locked one':
    case 'lock':
    case 'lock a locked one':
    case 'unlock':
    case 'unlock a free one':
    case 'wait':
    case 'wait for a free one':
    case 'unwait':
    case 'unwait for a free one':
    case 'status of a place':
    case 'status of an app':
    case 'schedule':
    case 'schedules':
    case 'unschedule':
      return holdLaw(role, role.person, action);
    case 'approve':
    case 'reject':
    case 'revoke':
    case 'break-glass':
      return verdictLaw(role, role.person, surface, action, scene);
    case 'dry-run':
      if (role.operates) return told('list.plan');
      return { ...told('deploy.not-allowed'), audit: [`command.refused by ${role.person}`] };
    case 'history':
    case 'diff':
      if (role.unread) return told('rights.unread');
      return told(role.reads ? `list.${action}` : 'history.not-allowed');
    case 'deploy':
    case 'rollback':
    case 'cancel':
    case 'retry':
    case 'restart':
    case 'suspend':
    case 'resume':
      return operatorLaw(role, role.person, action, scene);
    case 'logs':
      return readLaw(role, state, 'logs.none');
    case 'status':
      return readLaw(role, state, 'list.status');
    case 'who':
      return readLaw(role, state, CLOSED.includes(state) ? 'who.none' : 'list.who');
    case 'list':
      // Some scene has a question that is theirs to decide.
      return told(role.reads || hasSay(role) ? 'list.runs' : 'run.none');
    case 'pending':
      if (waits(role, scene)) return told('list.pending');
      // Whoever may only reject may do so as long as a question of any scene has not ended.
      return told(role.rejects && state !== 'expired' ? 'list.pending-reject' : 'pending.none');
    case 'whoami':
    case 'help':
      return told(`list.${action}`);
    case 'link':
      return told(role.links ? 'link.unknown-code' : 'link.not-allowed');
    case 'ask to be linked':
      return told('link.known');
    case 'delegate':
      return {
        answer: 'delegate.done',
        changes: [`+delegation from ${role.person} to yan`],
        audit: [`delegation.given by ${role.person}`],
      };
  }
}

/** Whoever may decide what a run asks now may see that run, for as long as it asks. */
function readLaw(role: Role, state: State, answer: string): Expected {
  if (state === 'no run') return told('run.unknown');
  if (role.unread) return told('rights.unread');
  const asked = !CLOSED.includes(state) && hasSay(role);
  return told(role.reads || asked ? answer : 'read.not-allowed');
}

function hasSay({ approves, rejects }: Role): boolean {
  return approves !== undefined || rejects === true;
}

const DONE = {
  cancel: 'run.cancelling',
  retry: 'run.retrying',
  suspend: 'run.suspending',
  resume: 'run.resuming',
} as const;

function operatorLaw(
  { operates }: Role,
  person: string,
  action: 'deploy' | 'rollback' | 'cancel' | 'retry' | 'restart' | 'suspend' | 'resume',
  { state, run, next }: Scene,
): Expected {
  const refused = [`command.refused by ${person}`];
  if (action === 'deploy' || action === 'rollback') {
    if (!operates) return { ...told(`${action}.not-allowed`), audit: refused };
    return {
      answer: `${action}.started`,
      changes: [`+call run  of ${next} for null`, `+post of ${next}`, `+run pending ${person}`],
      audit: [`run.${action === 'deploy' ? '' : 'rollback-'}requested by ${person}`],
    };
  }
  if (state === 'no run') return told('run.unknown');
  if (!operates) return { ...told('run.not-allowed'), audit: refused };
  const failed = state === 'run failed';
  if (action === 'restart') {
    if (!failed) return told('run.restart-open');
    return {
      answer: 'run.restarted',
      changes: [`+call run  of ${next} for null`, `+post of ${next}`, `+run pending ${person}`],
      audit: [`run.restart-requested by ${person}`],
    };
  }
  if (action !== 'retry' && failed) return told('run.over');
  // A question that waits is no reason to go on: only what somebody holds is let go on.
  const held = state === 'held by hand';
  if (action === 'suspend' && held) return told('run.suspended-already');
  if (action === 'resume' && !held) return told('run.not-suspended');
  if (action === 'retry' && !failed) return told('run.not-over');
  return {
    answer: DONE[action],
    changes: [`+call act ${action} of ${run} for null`],
    audit: [`run.${action}-requested by ${person}`],
  };
}

/** Locks and planned starts: one's own are always one's own to undo, and whoever undoes another one's is told on. */
function holdLaw(role: Role, person: string, action: HoldAction): Expected {
  const { operates } = role;
  const owns = person === 'nora';
  const readsKept = operates || person === 'vic';
  const refused = (answer = 'place.not-allowed'): Expected => {
    return { ...told(answer), audit: [`command.refused by ${person}`] };
  };
  const done = (answer: string, entry: string, ...changes: string[]): Expected => {
    return { answer, changes, audit: [`${entry} by ${person}`] };
  };
  const toNora = owns ? [] : ['+notice told about undefined'];
  switch (action) {
    case 'deploy to a locked one':
      return operates ? told('lock.locked') : refused('deploy.not-allowed');
    case 'lock':
      if (!operates) return refused();
      return done('lock.done', 'environment.locked', `+lock of prod by ${person}`);
    case 'lock a locked one':
      return operates ? told('lock.taken') : refused();
    case 'unlock':
      if (!operates && !owns) return refused();
      return done(
        'unlock.done',
        'environment.unlocked',
        `-lock of ${KEPT} by nora`,
        '-wait of nora',
        ...toNora,
      );
    case 'unlock a free one':
      return operates ? told('unlock.not-locked') : refused();
    case 'wait':
      if (!readsKept) return refused();
      return { ...told('wait.noted'), changes: [`+wait of ${person}`] };
    case 'wait for a free one':
      if (role.unread) return told('rights.unread');
      return role.reads ? told('wait.free') : refused();
    case 'unwait':
      if (owns) return { ...told('unwait.done'), changes: ['-wait of nora'] };
      return readsKept ? told('unwait.none') : refused();
    case 'unwait for a free one':
      if (role.unread) return told('rights.unread');
      return role.reads ? told('unwait.none') : refused();
    case 'status of a place':
    case 'status of an app':
      if (role.unread) return told('rights.unread');
      if (role.reads) return told('list.standing');
      // An app of which they may see nothing is none to them.
      return told(action === 'status of an app' ? 'deploy.no-app' : 'history.not-allowed');
    case 'schedule':
      if (!operates) return refused();
      return done('schedule.done', 'schedule.planned', `+schedule in prod by ${person} planned`);
    case 'schedules':
      return told(readsKept || owns ? 'list.schedules' : 'schedule.none');
    case 'unschedule': {
      if (!readsKept && !owns) return told('schedule.unknown');
      if (!operates && !owns) return refused();
      const [planned, cancelled] = ['planned', 'cancelled'].map(
        (state) => `schedule in ${KEPT} by nora ${state}`,
      );
      return done('schedule.cancelled', 'schedule.cancelled', `-${planned}`, `+${cancelled}`, ...toNora);
    }
  }
}

/** Whether a question of any scene is this person's to approve at that time. */
function waits({ approves }: Role, { state, now }: Scene): boolean {
  if (state === 'expired') return false;
  // Only the question that was put again has not come to its end then: its first level waits.
  const ended = state === 'past its end' || state === 'stored before its end';
  if (approves === 'second') return !ended;
  if (approves === 'after-escalation') return ESCALATED.includes(state) && now > 0;
  return approves === 'first';
}

function verdictLaw(
  role: Role,
  person: string,
  surface: Surface,
  action: 'approve' | 'reject' | 'revoke' | 'break-glass',
  scene: Scene,
): Expected {
  const { state } = scene;
  const refused = (answer: string): Expected => ({
    ...told(answer),
    audit: [`approval.refused-vote by ${person}`],
  });
  const words = surface === 'command' || surface === 'api';
  if (state === 'no run') {
    if (words) return told('run.unknown');
    return told(surface === 'mention' ? 'approval.none-open-here' : 'approval.gone');
  }
  if (words && role.unread) return told('rights.unread');
  if (words && !role.reads && !role.approves && !role.rejects) return refused('read.not-allowed');
  if (CLOSED.includes(state) && surface === 'reply') return told('approval.none-open');
  if (CLOSED.includes(state) && surface === 'mention') return told('approval.none-open-here');

  // Neither counted nor held against them.
  if (role.unread && (action === 'approve' || action === 'reject')) return told('approval.unread');
  const hasVote = state === 'own vote cast' || (role.voted === true && ZOE_VOTED.includes(state));
  if (action === 'approve') {
    if (role.approves === 'own-run') return refused('approval.own-run');
    const may =
      role.approves === 'after-escalation' ? ESCALATED.includes(state) : role.approves !== undefined;
    if (!may) return refused('approval.not-yours');
  }
  if (action === 'reject' && !role.rejects) return refused('approval.not-yours');
  if (action === 'revoke' && !hasVote) return refused('approval.no-vote');
  if (action === 'break-glass' && !role.breaksGlass) return refused('approval.no-break-glass');

  const old = state === 'changed and asked again' && ['button', 'form', 'link page'].includes(surface);
  const over = old ? 'approval.changed' : OVER[state];
  if (over !== undefined) return told(over);
  if (action === 'approve' && hasVote) return told('approval.voted-already');
  const second = state === 'second level';
  if (action === 'approve' && (role.approves === 'second') !== second) return told('approval.not-needed');
  if (action === 'reject' && surface === 'button') return told('ask');
  return counts(role, person, surface, action, scene, hasVote);
}

/** A verdict that has its effect. */
function counts(
  role: Role,
  person: string,
  surface: Surface,
  action: 'approve' | 'reject' | 'revoke' | 'break-glass',
  { state, run, current }: Scene,
  hasVote: boolean,
): Expected {
  const seat = action === 'break-glass' ? person : (role.seat ?? person);
  const level = state === 'second level' && action !== 'break-glass' ? 1 : 0;
  const via = { 'link page': 'link', mention: 'reply' }[surface as string] ?? surface;
  const first = `approve by ${person} in seat ${seat} level 0 via button`;
  const taken = hasVote
    ? [`+vote on ${current} revoked ${first}`, `-vote on ${current} counted ${first}`]
    : [];
  if (action === 'revoke')
    return { answer: 'approval.revoked', changes: taken, audit: [`approval.revoked-vote by ${person}`] };
  const verdict = action === 'reject' ? 'reject' : 'approve';
  const alone = action === 'break-glass' ? ' alone' : '';
  const vote = `+vote on ${current} counted ${verdict} by ${person} in seat ${seat} level ${level}${alone} via ${via}`;
  if (action === 'approve' && level === 0) {
    // The first level is full by it: both rooms call the second.
    const full = state === 'one of two voted' ? Array(2).fill(`+notice gate-opened about ${current}`) : [];
    const changes = [...taken, vote, ...full];
    return { answer: 'approval.counted', changes, audit: [`approval.voted by ${person}`] };
  }
  const settled = verdict === 'approve' ? 'approved' : 'rejected';
  const changes = [
    ...taken,
    vote,
    `+approval ${current} ${settled}`,
    `-approval ${current} open`,
    `+call decide ${verdict} of ${run} for ${current}`,
    ...(alone === '' ? [] : Array(2).fill(`+notice break-glass about ${current}`)),
  ];
  const entry = alone === '' ? `approval.${settled}` : 'approval.break-glass';
  return { answer: `approval.${settled}`, changes, audit: [`${entry} by ${person}`] };
}
