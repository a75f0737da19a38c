import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Urgency } from '../../src/domain/urgency.ts';
import { createPacing, type PacedCall, type Pacing, type Place } from '../../src/outbox/pacing.ts';
import type { PlatformLimits } from '../../src/platforms/platform.ts';

const limits: PlatformLimits = {
  postPerRoom: [{ count: 1, perMs: 1000 }],
  post: [
    { count: 5, perMs: 10_000 },
    { count: 3, perMs: 2000 },
  ],
  edit: [{ count: 10, perMs: 60_000 }],
  editPerMessage: [{ count: 2, perMs: 1000 }],
  settleMs: 30_000,
  requestMs: 10_000,
};
const platform = { id: 'chat', limits };

/** A call that is answered at once. */
function call(pacing: Pacing, wanted: PacedCall, now: number): number {
  const place = pacing.take(platform, wanted, now);
  if (typeof place === 'number') return place;
  place.use();
  place.end(now);
  return 0;
}

test('no window of time ever holds more calls than the limit, whenever the vendor counts them, and whoever waits as told gets in', () => {
  const step = fc.record({
    after: fc.integer({ min: 0, max: 3000 }),
    /** Until the answer; the vendor counts the call at some moment in between. */
    takes: fc.integer({ min: 0, max: 2500 }),
    counted: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('post', 'edit'),
    room: fc.constantFrom('a', 'b'),
    message: fc.constantFrom('1', '2'),
    urgency: fc.constantFrom('progress', 'end', 'asking'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const pacing = createPacing();
      const taken: { at: number; call: PacedCall }[] = [];
      let ends: { at: number; place: Place }[] = [];
      let now = 1_000_000;
      const pass = (until: number): void => {
        for (const { at, place } of ends.filter((one) => one.at <= until).sort((a, b) => a.at - b.at))
          place.end(at);
        ends = ends.filter((one) => one.at > until);
        now = until;
      };
      for (const { after, takes, counted, kind, room, message, urgency } of steps) {
        pass(now + after);
        const wanted: PacedCall =
          kind === 'post' ? { kind: 'post', room } : { kind: 'edit', room, message, urgency };
        const place = pacing.take(platform, wanted, now);
        if (typeof place === 'number') {
          assert.ok(place > 0);
          continue;
        }
        place.use();
        ends.push({ at: now + takes, place });
        taken.push({ at: now + takes * counted, call: wanted });
      }
      for (const { at } of taken) {
        const within = (ms: number, is: (call: PacedCall) => boolean): number =>
          taken.filter((one) => one.at > at - ms && one.at <= at && is(one.call)).length;
        assert.ok(within(60_000, ({ kind }) => kind === 'edit') <= 10);
        assert.ok(within(10_000, ({ kind }) => kind === 'post') <= 5);
        assert.ok(within(2000, ({ kind }) => kind === 'post') <= 3);
        for (const room of ['a', 'b']) {
          assert.ok(within(1000, (one) => one.kind === 'post' && one.room === room) <= 1);
          const edited = (one: PacedCall) => one.kind === 'edit' && one.room === room && one.message === '1';
          assert.ok(within(1000, edited) <= 2);
        }
      }
      pass(now + 2500);
      const post: PacedCall = { kind: 'post', room: 'a' };
      const wait = call(pacing, post, now);
      if (wait > 0) assert.equal(call(pacing, post, now + wait), 0);
    }),
  );
});

test('a call that was not made gives its place back, one that is under way keeps it', () => {
  const pacing = createPacing();
  const post: PacedCall = { kind: 'post', room: 'a' };
  const unused = pacing.take(platform, post, 0);
  assert.ok(typeof unused !== 'number');
  assert.ok(typeof pacing.take(platform, post, 0) === 'number', 'one at a time in a room');
  unused.end(0);
  const used = pacing.take(platform, post, 0);
  assert.ok(typeof used !== 'number');
  used.use();
  assert.ok(typeof pacing.take(platform, post, 5000) === 'number', 'nobody knows when the vendor counts it');
  used.end(6000);
  assert.equal(pacing.take(platform, post, 6400), 600);
  assert.equal(call(pacing, post, 7000), 0);
});

/** Slack's limit, and a message of its own for each edit. */
const slack = {
  id: 'slack',
  limits: { ...limits, edit: [{ count: 50, perMs: 60_000 }], editPerMessage: [] },
};

function editor(pacing: Pacing) {
  let message = 0;
  return (urgency: Urgency, now: number, how: { byHandle?: boolean } = {}): number => {
    message += 1;
    const place = pacing.take(
      slack,
      { kind: 'edit', room: 'a', message: `${message}`, urgency, ...how },
      now,
    );
    if (typeof place === 'number') return place;
    place.use();
    place.end(now);
    return 0;
  };
}

/** How many of them get in at once. */
function burst(edit: ReturnType<typeof editor>, urgency: Urgency, now: number): number {
  let count = 0;
  while (edit(urgency, now) === 0) count += 1;
  return count;
}

test('a burst of progress leaves room for the ends of runs, and both for cards on which people wait', () => {
  const edit = editor(createPacing());
  assert.equal(burst(edit, 'progress', 0), 14);
  assert.equal(burst(edit, 'end', 0), 31 - 14);
  assert.equal(burst(edit, 'asking', 0), 50 - 31);
  assert.equal(edit('asking', 0), 60_000);
});

test('urgent edits that come as often as they may find a place at once, however much progress there is', () => {
  const edit = editor(createPacing());
  let progress = 0;
  for (let now = 0; now < 600_000; now += 200) {
    if (now % 4000 === 0) assert.equal(edit('asking', now), 0, `asking at ${now}`);
    if (now % 4000 === 2000) assert.equal(edit('end', now), 0, `an end at ${now}`);
    if (edit('progress', now) === 0) progress += 1;
  }
  // 30 urgent ones a minute leave 14 of the 44 that progress may use beside them.
  assert.ok(progress >= 130 && progress <= 150, `${progress} of progress in ten minutes`);
});

test('without anything urgent progress uses all but what is kept', () => {
  const edit = editor(createPacing());
  let progress = 0;
  for (let now = 0; now < 600_000; now += 200) if (edit('progress', now) === 0) progress += 1;
  assert.ok(progress >= 420 && progress <= 440, `${progress} in ten minutes`);
});

test('whoever waits as told finds room, if nobody else came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 80 }), (gaps) => {
      const edit = editor(createPacing());
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        const wait = edit('progress', now);
        if (wait === 0) continue;
        now += wait;
        assert.equal(edit('progress', now), 0);
      }
    }),
  );
});

test('an edit by the handle of a click takes no place among the edits', () => {
  const pacing = createPacing();
  const edit = editor(pacing);
  for (let i = 0; i < 100; i += 1) assert.equal(edit('asking', 0, { byHandle: true }), 0);
  pacing.block('slack', 'edit', 'a', 5000);
  assert.equal(edit('asking', 0, { byHandle: true }), 0);
  assert.equal(edit('asking', 0), 5000);
});

test('after the vendor throttled edits the urgent ones try first, progress a minute later', () => {
  const pacing = createPacing();
  const edit = editor(pacing);
  pacing.block('slack', 'edit', 'a', 5000);
  assert.equal(edit('end', 1000), 4000);
  assert.equal(edit('end', 5000), 0);
  assert.equal(edit('asking', 5000), 0);
  assert.equal(edit('progress', 5000), 60_000);
  assert.equal(edit('progress', 65_000), 0);
});

test('edits are short while the vendor throttles them, when none is left, and when the urgent ones have nearly used them up', () => {
  const pacing = createPacing();
  const edit = editor(pacing);
  burst(edit, 'progress', 0);
  assert.equal(pacing.isShort(slack, 0), false, 'progress is not what counts');
  burst(edit, 'asking', 0);
  assert.equal(pacing.isShort(slack, 0), true, 'none may go now');
  for (let i = 0; i < 38; i += 1) edit('asking', 60_000);
  assert.equal(pacing.isShort(slack, 60_000), true);
  assert.equal(pacing.isShort(slack, 120_000), false);
  pacing.block('slack', 'edit', 'a', 125_000);
  assert.equal(pacing.isShort(slack, 121_000), true);
  assert.equal(pacing.isShort(slack, 125_000), false);
});

test('after the vendor said when to come back nothing goes to that room before', () => {
  const pacing = createPacing();
  const post = (room: string, now: number) => call(pacing, { kind: 'post', room }, now);
  pacing.block('chat', 'post', 'a', 5000);
  assert.equal(post('a', 1000), 4000);
  assert.equal(post('b', 1000), 0);
  assert.equal(post('a', 5000), 0);
});
