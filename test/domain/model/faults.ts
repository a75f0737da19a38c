/** Mistakes that somebody could make in the rules, each as a replacement of text that must stand there exactly once. */
export type Fault = {
  name: string;
  changes: readonly Change[];
  /** So many small worlds are passed over first: they cannot show it, and exploring them all takes seconds. */
  skip?: number;
};
type Change = { file: string; from: string; to: string };

const inQuestion = (from: string, to: string): Change => ({ file: 'question.ts', from, to });
const inRights = (from: string, to: string): Change => ({ file: 'question-rights.ts', from, to });
const inSeats = (from: string, to: string): Change => ({ file: 'seats.ts', from, to });
const inShort = (from: string, to: string): Change => ({ file: 'question-short.ts', from, to });
const inNext = (from: string, to: string): Change => ({ file: 'question-next.ts', from, to });

export const FAULTS: readonly Fault[] = [
  {
    name: 'an empty list is anybody',
    changes: [
      inSeats(
        'return members.has(person) ? [person] : [];',
        'return list.length === 0 || members.has(person) ? [person] : [];',
      ),
      inSeats(
        'reached.filter((one) => members.has(one))',
        'reached.filter((one) => list.length === 0 || members.has(one))',
      ),
    ],
  },
  {
    name: 'an empty list is filled by those to whom it escalates',
    changes: [inQuestion('if (of.length === 0 || isOwn(', 'if (isOwn(')],
  },
  {
    name: '`all` of nobody is approved',
    changes: [
      inQuestion('Math.max(1, ', 'Math.max(0, '),
      inQuestion('return places.length === 0 ? [[]] : places;', 'return places;'),
    ],
  },
  {
    name: 'a person votes twice, once with a borrowed seat',
    changes: [
      inQuestion(
        'before.votes.some((one) => one.person === person && one.verdict === verdict)',
        'before.votes.length > 9',
      ),
      inQuestion('const question = withoutVoteOf(before, person);', 'const question = before;'),
    ],
  },
  {
    name: 'a second account is a second person',
    changes: [
      {
        file: 'membership.ts',
        from: 'explicit.set(rosterKey(platform, id), person)',
        to: "explicit.set(rosterKey(platform, id), platform === 'feishu' ? { ...person, id: person.id + 2 } : person)",
      },
    ],
  },
  {
    name: 'a seat is used twice',
    changes: [inQuestion('!question.votes.some((one) => one.seat === seat)', 'true')],
  },
  {
    name: 'the initiator approves',
    changes: [inRights('(person === initiator || authors.includes(person))', 'authors.includes(person)')],
  },
  {
    name: 'an author approves',
    changes: [inRights('(person === initiator || authors.includes(person))', 'person === initiator')],
  },
  {
    name: 'somebody approves in the name of the initiator',
    changes: [
      inRights('!seats.some((seat) => !isOwn(question, seat))', 'seats.length === 0'),
      inQuestion('isOwn(question, seat) || isOwn(question, person)', 'isOwn(question, person)'),
    ],
  },
  {
    name: 'a run that nobody knows who started is approved',
    changes: [
      inRights(
        'const blind = question.initiator === undefined && !question.policy.selfApproval;',
        'const blind = false;',
      ),
    ],
  },
  {
    name: 'approved after its end',
    changes: [inQuestion("if (over) return { moved: false, because: 'expired' };", '')],
  },
  {
    name: 'a vote is taken in the very millisecond of the end',
    changes: [inQuestion('deed.at >= expiresAt(question)', 'deed.at > expiresAt(question)')],
  },
  {
    name: 'the end approves',
    changes: [
      inQuestion(
        "if (over) return settled(question, 'expired');",
        "if (over) return settled(question, 'approved');",
      ),
    ],
  },
  {
    name: 'what was rejected is approved after all',
    changes: [
      inQuestion(
        "if (question.state !== 'open') return",
        "if (question.state !== 'open' && question.state !== 'rejected') return",
      ),
    ],
  },
  {
    name: 'a vote that was taken back still counts',
    changes: [inQuestion('question: withoutVoteOf(question, deed.person)', 'question')],
  },
  {
    name: 'the last level is skipped',
    changes: [
      inQuestion(
        'levelOf(question, world) === question.policy.levels.length',
        'levelOf(question, world) >= Math.max(1, question.policy.levels.length - 1)',
      ),
    ],
  },
  {
    name: 'one vote fills all places that it fits',
    changes: [inQuestion('taken[place] = one;\n        return true;', 'taken[place] = one;')],
  },
  {
    name: 'somebody of two groups stays on the first free place',
    changes: [inQuestion('sitting === undefined || seat(sitting, tried)', 'sitting === undefined')],
  },
  {
    name: 'who has left the group still counts',
    changes: [
      inQuestion(
        'return seatsOf(person, [...of, ...escalatedTo(question, at)], at, world).includes(seat);',
        'return true;',
      ),
    ],
  },
  {
    name: 'a delegation never ends',
    changes: [inSeats('since <= at && at < until', 'since <= at')],
  },
  {
    name: 'a delegation holds before it begins',
    changes: [inSeats('since <= at && at < until', 'at < until')],
  },
  {
    name: 'a delegation gives the right the wrong way round',
    changes: [
      inSeats('to === one && since', 'from === one && since'),
      inSeats('!reached.includes(from)) reached.push(from)', '!reached.includes(to)) reached.push(to)'),
    ],
  },
  {
    name: 'anybody breaks the glass',
    changes: [
      inRights(
        'return who.includes(person) && world.peopleOf([person]).has(person);',
        "return action === 'break-glass' || who.includes(person);",
      ),
    ],
  },
  {
    name: 'escalation comes early',
    changes: [inRights('at >= openedAt + escalation.afterMs', 'at >= openedAt')],
  },
  {
    name: 'no list of rejecters and an empty one are the same',
    changes: [
      inRights(
        'return policy.rejecters ?? approvers(question, at);',
        'return policy.rejecters?.length ? policy.rejecters : approvers(question, at);',
      ),
    ],
  },
  {
    name: 'one rejection too few ends it',
    changes: [
      inQuestion(
        'rejections(next) >= next.policy.rejections',
        'rejections(next) >= next.policy.rejections - 1',
      ),
    ],
  },
  {
    name: 'whoever holds a borrowed right is not named',
    changes: [inNext(', ...world.delegations.map(({ to }) => to)', '')],
  },
  {
    name: 'nobody counts the seats that are left',
    changes: [inShort('[byPerson, bySeat]', '[byPerson]')],
  },
  {
    name: 'nobody counts the people who are left',
    changes: [inShort('[byPerson, bySeat]', '[bySeat]')],
    skip: 195,
  },
  {
    name: 'somebody of two groups is counted for the first place alone',
    changes: [inShort('held === undefined || !seat(held, tried)', 'held !== undefined')],
  },
  {
    name: 'too few people are looked for on the level that is asked alone',
    changes: [inShort('level < first', 'level !== first')],
  },
  {
    name: 'stuck without a named next step',
    changes: [inNext("return [...steps, { kind: 'cancel' }];", 'return steps;')],
  },
];
