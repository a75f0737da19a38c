import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Card, Span } from '../../src/domain/card.ts';
import { createLinks } from '../../src/domain/link.ts';
import { RUN_EVENTS, type RunEvent, type RunEventType } from '../../src/domain/run-event.ts';
import type { RunView } from '../../src/domain/run-view.ts';
import { eventNotice, withMentions } from '../../src/presenter/event-notice.ts';
import { sampleDirectory } from '../../src/presenter/sample/people.ts';
import { sampleEvent, sampleRun } from '../../src/presenter/sample/run.ts';
import type { TemplateError } from '../../src/presenter/template/render.ts';

const links = createLinks({ publicUrl: 'https://greenlight.example.com', secret: 'x'.repeat(32) });

type Change = { event?: Partial<RunEvent>; view?: Partial<RunView> };

function notice(type: RunEventType, change: Change = {}, language: 'en' | 'zh' = 'en'): Card {
  const view = { ...sampleRun(type), ...change.view };
  return eventNotice(view, { ...sampleEvent(type), ...change.event }, sampleDirectory('en'), language, links);
}

function read(span: Span): string {
  if (typeof span === 'string') return span;
  if (span.kind === 'time') return new Date(span.at).toISOString();
  return span.kind === 'mention' ? `@${span.name}` : span.text;
}

/** The texts of a card, line by line. */
function lines(card: Card): string[] {
  return card.parts.flatMap((part) => (part.kind === 'text' ? part.text.map(read).join('').split('\n') : []));
}

describe('the message of an event', () => {
  const titles: Record<RunEventType, [string, string, string]> = {
    created: ['neutral', 'was asked for', '已发起'],
    started: ['running', 'has started', '已开始'],
    waiting: ['waiting', 'waits for approval', '等待审批'],
    changed: ['good', 'works again', '已恢复正常'],
    succeeded: ['good', 'succeeded', '成功'],
    failed: ['bad', 'failed', '失败'],
    'timed-out': ['bad', 'timed out', '超时'],
    cancelled: ['muted', 'was cancelled', '已取消'],
    rejected: ['bad', 'was rejected', '已被拒绝'],
    paused: ['waiting', '· “soak” is paused', '· “soak” 已暂停'],
  };

  for (const type of RUN_EVENTS) {
    test(`${type}: says where and what in its title, who, and where to read more; calls nobody, has no buttons`, () => {
      const [tone, en, zh] = titles[type];
      const card = notice(type);
      assert.deepEqual(card.parts[0], { kind: 'title', text: `shop → prod · #42 ${en}`, tone });
      assert.equal(card.summary, `shop → prod · #42 ${en}`);
      assert.equal(notice(type, {}, 'zh').summary, `shop → prod · #42 ${zh}`);
      const said = lines(card);
      assert.ok(said.some((line) => line.startsWith('Started by: Ada Park')));
      assert.equal(said.at(-1), 'Open the page of this run');
      assert.ok(card.parts.every(({ kind }) => kind === 'title' || kind === 'text'));
      assert.ok(!JSON.stringify(card).includes('"mention"'));
      assert.ok(said.length <= 12, 'a message is short');
    });
  }

  test('says what is deployed', () => {
    const said = lines(notice('succeeded'));
    assert.ok(said.includes('Started by: Ada Park · took 12 min 0 s'));
    assert.ok(said.includes('tag: v2.4.0 · replicas: 3'));
    assert.ok(said.includes('Images: registry.example.com/shop/web:v2.4.0'));
    assert.ok(said.includes('4f9d1c2 Checkout keeps the basket when the card is refused — Ada Park'));
  });

  test('says which revision came of it, and to which it returns', () => {
    const view = { revision: 42, rollbackTo: 41 };
    const said = lines(notice('succeeded', { view }));
    assert.ok(said.includes('Started by: Ada Park · took 12 min 0 s · revision 42'));
    assert.ok(said.includes('Rollback to: revision 41'));
    assert.ok(lines(notice('succeeded', { view }, 'zh')).includes('回滚到：版本 41'));
    // A step's event is told while nobody knows how the run ends, but may be sent later.
    const step = lines(notice('succeeded', { view, event: { step: 'deploy' } })).join();
    assert.doesNotMatch(step, /revision 42/);
  });

  test('counts what is too much for a message', () => {
    const parameters = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`p${i}`, 'v']));
    const { snapshot } = sampleRun('succeeded');
    assert.ok(snapshot);
    const commits = Array.from({ length: 40 }, (_, i) => ({
      id: `${i}`.repeat(20),
      message: 'm'.repeat(900),
    }));
    const card = notice('succeeded', { view: { parameters, snapshot: { ...snapshot, commits } } });
    const said = lines(card);
    assert.ok(said.some((line) => line.endsWith('p5: v · … 3 more')));
    assert.ok(said.includes('… 37 more'));
    assert.ok(said.join('\n').length < 1_500);
  });

  test('a failure names the innermost step that broke and what it said', () => {
    assert.ok(
      lines(notice('failed')).includes(
        '❌ deploy — deployment/shop: ImagePullBackOff (registry answered 403)',
      ),
    );
    const { snapshot } = sampleRun('failed');
    assert.ok(snapshot);
    const [first] = snapshot.steps;
    assert.ok(first);
    const inner = { ...first, path: 'a/b', title: 'inner', phase: 'failed' as const, message: 'no disk' };
    const outer = { ...first, path: 'a', title: 'outer', phase: 'failed' as const, children: [inner] };
    const card = notice('failed', { view: { snapshot: { ...snapshot, steps: [outer] } } });
    assert.equal(lines(card)[0], '❌ inner — no disk');
    const says = [{ code: 'late-minutes' as const, data: { minutes: 5 } }];
    const late = { ...first, phase: 'failed' as const, message: 'not finished within 5 min', says };
    const view = { snapshot: { ...snapshot, steps: [{ ...late, title: 'late' }] } };
    assert.equal(lines(notice('timed-out', { view }, 'zh'))[0], '❌ late — 未在 5 分钟内完成');
  });

  test('a question says what is asked, whom it waits for and how to answer', () => {
    const said = lines(notice('waiting'));
    assert.deepEqual(said.slice(0, 4), [
      '⏸ Release to production',
      'Is the change announced, and is somebody on call?',
      'Waiting for: Ben Okafor, 陈琳',
      'Decide on the card of the run, or write: /flow approve 42 · /flow reject 42 because …',
    ]);
  });

  test('whoever has a link of their own decides by it', () => {
    const [view, event] = [sampleRun('waiting'), sampleEvent('waiting')];
    const decide = { url: 'https://greenlight.example.com/decide/x', until: 1_768_500_000_000 };
    const card = eventNotice(view, event, sampleDirectory('en'), 'en', links, { body: 'own words' }, decide);
    assert.deepEqual(card.parts.slice(1), [
      { kind: 'text', text: ['own words'] },
      { kind: 'text', text: [{ kind: 'link', text: 'Decide on your personal page', url: decide.url }] },
      {
        kind: 'text',
        text: [
          'For you alone: do not pass it on. It works once, until ',
          { kind: 'time', at: 1_768_500_000_000 },
        ],
      },
    ]);
    const ours = lines(eventNotice(view, event, sampleDirectory('en'), 'en', links, {}, decide));
    assert.ok(!ours.join('\n').includes('/flow approve'));
  });

  test('a run that the engine refused says why', () => {
    const trouble = { code: 'trouble.run-refused', data: { reason: 'no such workflow' } } as const;
    const card = notice('failed', { view: { snapshot: null, trouble, approvals: [] } });
    assert.match(lines(card)[0] ?? '', /^❌ .*no such workflow/);
  });

  test('a rejection says who and why; a question that has its answer asks nobody any more', () => {
    const said = lines(notice('rejected'));
    assert.match(said[0] ?? '', /Release to production · Rejected by Ben Okafor · Slack/);
    assert.equal(said[1], 'Reason: not on a Friday');
    const late = notice('waiting', { view: { approvals: sampleRun('succeeded').approvals } });
    assert.match(lines(late)[0] ?? '', /Approved by Ben Okafor/);
  });

  test('a change says from what to what, and is bad or good news', () => {
    assert.equal(lines(notice('changed'))[0], 'Before: failed. Now: succeeded.');
    const broken = notice('changed', {
      event: { from: 'succeeded', to: 'failed' },
      view: { snapshot: sampleRun('failed').snapshot },
    });
    assert.deepEqual(broken.parts[0], {
      kind: 'title',
      text: 'shop → prod · #42 is broken now',
      tone: 'bad',
    });
    assert.match(lines(broken)[1] ?? '', /^❌ deploy/);
    const other = notice('changed', { event: { from: 'failed', to: 'cancelled' } });
    assert.equal(other.summary, 'shop → prod · #42 ended otherwise than before');
  });

  test('of a step it names the step, and how long that took', () => {
    const card = notice('succeeded', { event: { step: 'build' } });
    assert.equal(card.summary, 'shop → prod · #42 · “build” succeeded');
    assert.deepEqual(lines(card).slice(0, 1), ['Started by: Ada Park · took 1 min 35 s']);
    const gone = notice('failed', { event: { step: 'not/there' }, view: { snapshot: null } });
    assert.equal(gone.summary, 'shop → prod · #42 · “not/there” failed');
  });

  test('a pause says when it goes on', () => {
    assert.equal(lines(notice('paused'))[0], '⏲ soak goes on by itself at 2026-01-15T10:12:00.000Z');
  });

  test('a run that was stopped by hand is paused itself', () => {
    const { step: _, ...event } = sampleEvent('paused');
    const { snapshot } = sampleRun('paused');
    assert.ok(snapshot);
    const view = { ...sampleRun('paused'), snapshot: { ...snapshot, gates: [] } };
    const card = eventNotice(view, event, sampleDirectory('en'), 'en', links);
    assert.equal(card.summary, 'shop → prod · #42 is paused');
    assert.match(lines(card)[0] ?? '', /^Started by: Ada Park/);
  });

  test('nothing that is unknown is said', () => {
    const nothing = { snapshot: null, app: null, environment: null, initiator: null, initiatorName: null };
    const card = eventNotice(
      { ...sampleRun('failed'), ...nothing, parameters: {}, approvals: [] },
      { type: 'failed', at: 1 },
      sampleDirectory('en'),
      'en',
      undefined,
    );
    assert.deepEqual(lines(card), ['Started by: outside Greenlight · took 12 min 2 s']);
    assert.equal(card.summary, 'shop-release · #42 failed');
  });
});

test('people who are called stand below the title; the rest stays', () => {
  const card = notice('failed');
  const called = withMentions(
    card,
    [
      { name: 'Ada', account: 'U0ADA' },
      { name: 'Ben', account: undefined },
    ],
    false,
    'en',
  );
  assert.deepEqual(called.parts.toSpliced(1, 1), card.parts);
  assert.deepEqual(called.parts[1], {
    kind: 'text',
    text: [{ kind: 'mention', name: 'Ada', account: 'U0ADA' }, ' ', { kind: 'mention', name: 'Ben' }],
  });
  assert.equal(withMentions(card, [], false, 'en'), card);
  const everyone = withMentions({ summary: 's', parts: [] }, [], true, 'zh');
  assert.deepEqual(everyone.parts, [{ kind: 'text', text: [{ kind: 'everyone', text: '所有人' }] }]);
});

describe('words of an operator', () => {
  function templated(template: { title?: string; body?: string }): { card: Card; failures: TemplateError[] } {
    const failures: TemplateError[] = [];
    const [view, event] = [sampleRun('failed'), sampleEvent('failed')];
    const card = eventNotice(view, event, sampleDirectory('en'), 'en', links, template, undefined, (error) =>
      failures.push(error),
    );
    return { card, failures };
  }

  test('stand instead of ours; the tone stays', () => {
    const { card } = templated({ title: '{{ run.app }} is down', body: '**{{ failure.step }}**' });
    assert.deepEqual(card, {
      summary: 'shop is down',
      parts: [
        { kind: 'title', text: 'shop is down', tone: 'bad' },
        { kind: 'text', text: [{ kind: 'bold', text: 'deploy' }] },
      ],
    });
  });

  test('that cannot be rendered give way to ours, and the caller hears of it', () => {
    const ours = templated({}).card;
    const { card, failures } = templated({ title: 'ok', body: 'a\n{{ nope }}' });
    assert.deepEqual(card.parts.slice(1), ours.parts.slice(1));
    assert.equal(card.summary, 'ok');
    assert.deepEqual(
      failures.map(({ line, message }) => ({ line, message })),
      [{ line: 2, message: 'undefined variable: nope' }],
    );
  });

  test('that say nothing give way to ours', () => {
    const { card, failures } = templated({
      title: ' {{ previous }} ',
      body: '{% if previous %}x{% endif %}\n',
    });
    assert.deepEqual(card, templated({}).card);
    assert.deepEqual(failures, []);
  });
});
