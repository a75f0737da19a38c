/** The deeds that may meet, and each way in which it may go. */
import { type Asked, LAST_MOMENT, type Outcome, type Racer } from './arena.ts';

export type Race = {
  name: string;
  /** What has happened before. */
  before?: (asked: Asked) => readonly Racer[];
  deeds: (asked: Asked) => readonly Racer[];
  /** Each way in which it may go: what everybody is told, in the order of the deeds, and what is there then. */
  ways: readonly (Outcome & { told: readonly string[] })[];
};

const approved = (...votes: string[]): Outcome => {
  return { states: ['approved'], votes, settling: ['approval.approved'], calls: ['decide approve'] };
};
const EXPIRED = { states: ['expired'], settling: ['approval.expired'], calls: ['decide reject'] };

export const RACES: readonly Race[] = [
  {
    name: 'two last votes',
    before: (asked) => [asked.vote('dan')],
    deeds: (asked) => [asked.vote('ben'), asked.vote('chen')],
    ways: [
      { ...approved('dan approve', 'ben approve'), told: ['approval.approved', 'approval.settled-approved'] },
      {
        ...approved('dan approve', 'chen approve'),
        told: ['approval.settled-approved', 'approval.approved'],
      },
    ],
  },
  {
    name: 'the same vote from two chats',
    deeds: (asked) => [asked.vote('ben'), asked.vote('ben')],
    ways: [
      ['approval.counted', 'approval.voted-already'],
      ['approval.voted-already', 'approval.counted'],
    ].map((told) => ({ states: ['open'], votes: ['ben approve'], settling: [], calls: [], told })),
  },
  {
    name: 'a vote and the end of the time',
    before: (asked) => [asked.vote('dan')],
    deeds: (asked) => [asked.vote('ben', 'approve', LAST_MOMENT), asked.expire()],
    ways: [
      { ...approved('dan approve', 'ben approve'), told: ['approval.approved', 'done'] },
      { ...EXPIRED, votes: ['dan approve'], told: ['approval.expired', 'done'] },
    ],
  },
  {
    name: 'a revocation and the vote that settles',
    before: (asked) => [asked.vote('dan')],
    deeds: (asked) => [asked.revoke('dan'), asked.vote('ben')],
    ways: [
      {
        states: ['open'],
        votes: ['ben approve'],
        settling: [],
        calls: [],
        told: ['approval.revoked', 'approval.counted'],
      },
      { ...approved('dan approve', 'ben approve'), told: ['approval.settled-approved', 'approval.approved'] },
    ],
  },
  {
    name: 'broken glass and a rejection',
    deeds: (asked) => [asked.breakGlass('max'), asked.vote('ben', 'reject')],
    ways: [
      {
        ...approved('max approve'),
        settling: ['approval.break-glass'],
        told: ['approval.approved', 'approval.settled-approved'],
      },
      {
        states: ['rejected'],
        votes: ['ben reject'],
        settling: ['approval.rejected'],
        calls: ['decide reject'],
        told: ['approval.settled-rejected', 'approval.rejected'],
      },
    ],
  },
  {
    name: 'an approval and a rejection',
    before: (asked) => [asked.vote('dan')],
    deeds: (asked) => [asked.vote('ben'), asked.vote('chen', 'reject')],
    ways: [
      { ...approved('dan approve', 'ben approve'), told: ['approval.approved', 'approval.settled-approved'] },
      {
        states: ['rejected'],
        votes: ['dan approve', 'chen reject'],
        settling: ['approval.rejected'],
        calls: ['decide reject'],
        told: ['approval.settled-rejected', 'approval.rejected'],
      },
    ],
  },
  {
    name: 'two clocks at the end of the time',
    deeds: (asked) => [asked.expire(), asked.expire()],
    ways: [{ ...EXPIRED, votes: [], told: ['done', 'done'] }],
  },
  {
    name: 'a change of what is deployed and the last vote',
    before: (asked) => [asked.vote('dan')],
    deeds: (asked) => [asked.change(), asked.vote('ben')],
    ways: [
      { ...approved('dan approve', 'ben approve'), told: ['taken', 'approval.approved'] },
      {
        states: ['withdrawn', 'open'],
        votes: ['dan approve'],
        settling: ['approval.withdrawn'],
        calls: [],
        told: ['taken', 'approval.changed'],
      },
    ],
  },
  {
    name: 'a change of what is deployed and the end of the time',
    deeds: (asked) => [asked.change(), asked.expire()],
    ways: [
      { ...EXPIRED, votes: [], told: ['taken', 'done'] },
      {
        states: ['withdrawn', 'open'],
        votes: [],
        settling: ['approval.withdrawn'],
        calls: [],
        told: ['taken', 'done'],
      },
    ],
  },
];
