/** The people of the matrix, and what each of them may: written down here, never asked of the code. */
import { createDirectory, type Directory, type Person } from '../../../src/domain/directory.ts';
import { NOBODY, type Policy } from '../../../src/domain/policy.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../../src/domain/roster.ts';

export const CHAT = 'chat';
export const OTHER_CHAT = 'other';
export const OPENED = Date.UTC(2026, 5, 1, 8);
/** An environment that nora, who has no right there, has locked and waits for, and where she has planned a run. */
export const KEPT = 'kept';
export const HOUR = 3_600_000;
export const ESCALATES = OPENED + 2 * HOUR;
export const EXPIRES = OPENED + 10 * HOUR;

/** Two of the first list, then one of the second. */
export const POLICY: Policy = {
  ...NOBODY,
  id: 'two-levels',
  levels: [
    [{ count: 2, of: ['ben', 'ida', 'caro', 'abby', 'remo', 'lin', 'zoe', 'yan', 'guss', 'sre'] }],
    [{ count: 1, of: ['lena', 'uma'] }],
  ],
  rejecters: ['rex', 'wes', 'ben', 'ida', 'abby', 'guss', 'remo', 'sre'],
  expiresMs: EXPIRES - OPENED,
  escalation: { afterMs: ESCALATES - OPENED, to: ['esa'] },
  breakGlass: ['max'],
};

/** One kind of person. Absent means: may not. */
export type Role = {
  name: string;
  /** Config key; undefined when the bot must not know who acts. */
  person: string | undefined;
  account: { platform: string; id: string };
  /** The level whose places the person can take, or that the run is their own. */
  approves?: 'first' | 'second' | 'after-escalation' | 'own-run';
  rejects?: true;
  breaksGlass?: true;
  /** Has voted where others have. */
  voted?: true;
  /** Whose right is used. */
  seat?: string;
  reads?: true;
  operates?: true;
  links?: true;
  /** The chat that says who belongs to their group cannot be asked: what they may is not known. */
  unread?: true;
  /** A guest or somebody who has left: may not even ask to be joined to somebody. */
  barred?: true;
};

const on = (id: string, platform = CHAT) => ({ platform, id: `U-${id}` });

export const ROLES: readonly Role[] = [
  { name: 'stranger', person: undefined, account: on('nobody') },
  { name: 'guest', person: undefined, account: on('guss'), barred: true },
  { name: 'removed from the file', person: undefined, account: on('remo') },
  { name: 'unlinked account', person: undefined, account: on('lin-old', OTHER_CHAT) },
  { name: 'without rights', person: 'nora', account: on('nora') },
  { name: 'viewer', person: 'vic', account: on('vic'), reads: true },
  { name: 'operator', person: 'olga', account: on('olga'), reads: true, operates: true },
  { name: 'approver', person: 'ben', account: on('ben'), approves: 'first', rejects: true, reads: true },
  {
    name: 'group member',
    person: 'gina',
    account: on('gina'),
    approves: 'first',
    rejects: true,
    reads: true,
  },
  { name: 'member of a group that is not read', person: 'gina', account: on('gina'), unread: true },
  { name: 'removed from the group', person: 'grete', account: on('grete') },
  { name: 'second-level approver', person: 'lena', account: on('lena'), approves: 'second', reads: true },
  {
    name: 'initiator',
    person: 'ida',
    account: on('ida'),
    approves: 'own-run',
    rejects: true,
    reads: true,
    operates: true,
  },
  { name: 'commit author', person: 'caro', account: on('caro'), approves: 'own-run', reads: true },
  {
    name: 'delegate',
    person: 'dele',
    account: on('dele'),
    approves: 'first',
    rejects: true,
    seat: 'abby',
  },
  { name: 'delegate of the initiator', person: 'dina', account: on('dina'), rejects: true, seat: 'ida' },
  { name: 'delegate whose time is over', person: 'dora', account: on('dora') },
  { name: 'delegate of somebody who has left', person: 'dian', account: on('dian') },
  { name: 'rejecter', person: 'rex', account: on('rex'), rejects: true, reads: true },
  { name: 'escalated person', person: 'esa', account: on('esa'), approves: 'after-escalation', reads: true },
  { name: 'break-glass person', person: 'max', account: on('max'), breaksGlass: true, reads: true },
  {
    name: 'linked account',
    person: 'lin',
    account: on('lin', OTHER_CHAT),
    approves: 'first',
    reads: true,
    links: true,
  },
  { name: 'voter', person: 'zoe', account: on('zoe'), approves: 'first', voted: true, reads: true },
];

const NAMES =
  'nora vic olga ben gina grete lena ida caro dele dina dora rex esa max lin zoe yan uma abby guss remo wes dian'.split(
    ' ',
  );

/** What runs here were started with. */
const TAG = { name: 'tag', required: false, type: 'string', sets: 'x' } as const;

/** `then`: when the questions were put, and one was still of the file and another of the group. `unread`: a chat would have to say who is in the group. */
export function directoryOf(when: 'then' | 'now' | 'unread'): Directory {
  const names = NAMES.filter((id) => when === 'then' || id !== 'remo');
  const people = names.map((id): Person => {
    return { id, name: `${id} the person`, language: 'en', accounts: { [CHAT]: `U-${id}` } };
  });
  const roster = createRosterHolder({ ...NOTHING_KNOWN, barred: new Set([rosterKey(CHAT, 'U-guss')]) });
  const plain: Parameters<typeof createDirectory>[0] = {
    language: 'en',
    platforms: [CHAT, OTHER_CHAT].map((id) => ({ id, kind: 'memory', language: 'en' })),
    people,
    groups: [
      when === 'unread'
        ? { id: 'sre', people: [], sources: [{ platform: CHAT, group: 'G' }] }
        : { id: 'sre', people: when === 'then' ? ['gina', 'grete'] : ['gina'], sources: [] },
    ],
    apps: [
      {
        id: 'shop',
        title: 'Shop',
        engine: 'engine',
        environments: [
          {
            id: 'prod',
            workflow: 'ship',
            operators: ['olga', 'ida'],
            approvers: [],
            rooms: [],
            parameters: [TAG],
          },
          {
            id: KEPT,
            workflow: 'ship-kept',
            operators: ['olga', 'ida'],
            approvers: [],
            rooms: [],
            parameters: [TAG],
          },
        ],
      },
    ],
    roles: [
      { id: 'viewers', allow: ['read'], who: ['vic'] },
      { id: 'joiners', allow: ['link'], who: ['lin'] },
    ],
    policies: [{ app: 'shop', environment: 'prod', policy: POLICY }],
    delegations: [
      { from: 'abby', to: 'dele', since: OPENED - HOUR, until: EXPIRES + 10 * HOUR },
      { from: 'ida', to: 'dina', since: OPENED - HOUR, until: EXPIRES + 10 * HOUR },
      { from: 'guss', to: 'dian', since: OPENED - HOUR, until: EXPIRES + 10 * HOUR },
      { from: 'abby', to: 'dora', since: OPENED - HOUR, until: OPENED },
    ],
  };
  return createDirectory(plain, roster);
}
