import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Answer } from '../../src/domain/answer.ts';
import { createDirectory, type Person } from '../../src/domain/directory.ts';
import type { Event } from '../../src/domain/event.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import { link, requestLink, unlink } from '../../src/flows/link.ts';
import { insertIdentity } from '../../src/store/identities.ts';
import { directEvent, NOW, openFlowUnit } from './flow-unit.ts';

const MINUTE = 60_000;
const PEOPLE: Person[] = ['ada', 'ben', 'chen'].map((id) => {
  return { id, name: `${id} the person`, language: 'en', accounts: { chat: `U-${id}` } };
});
const [ADA, BEN, CHEN] = PEOPLE as [Person, Person, Person];

function codeIn(data: Readonly<Record<string, unknown>> | undefined): string {
  const code = data?.['code'];
  return typeof code === 'string' ? code : '';
}

async function open(t: TestContext, who: readonly string[] = ['ada', 'ben']) {
  const roster = createRosterHolder();
  const roles = [{ id: 'joiners', allow: ['link'], who } as const];
  const groups = [{ id: 'far', people: [], sources: [{ platform: 'chat', group: 'G' }] }];
  const plain = { language: 'en', platforms: [], apps: [], people: PEOPLE, groups, roles } as const;
  const directory = createDirectory(plain, roster);
  const unit = await openFlowUnit(t, directory);
  const audit: unknown[] = [];

  const said = (answer: Answer) => {
    assert.ok(answer.kind === 'say');
    const { code, tone, data } = answer;
    return { code, tone, data };
  };
  const ask = async (id: string, where: Partial<Event['actor']> = {}, now = NOW) => {
    const event = directEvent('x', { actor: { platform: 'other', id, ...where } });
    return said(await unit.run((context) => requestLink(context, event), now));
  };
  /** The code that an account is told. */
  const codeOf = async (id: string, where: Partial<Event['actor']> = {}, now = NOW): Promise<string> =>
    codeIn((await ask(id, where, now)).data);
  const type = async (
    person: Person,
    code: string | undefined,
    {
      confirmed = false,
      now = NOW,
      where = {},
    }: { confirmed?: boolean; now?: number; where?: Partial<Event> } = {},
  ) => {
    const event = directEvent(person.id, where);
    return await unit.run(async (context) => {
      const answer = said(await link(context, person, event, { kind: 'link', code, confirmed }));
      audit.push(...context.audit);
      return answer;
    }, now);
  };
  const join = async (person: Person, code: string): Promise<string> => {
    await type(person, code);
    return (await type(person, code, { confirmed: true })).code;
  };
  const part = (person: Person, platform: string) =>
    unit.run(async (context) => {
      const answer = said(await unlink(context, person, platform));
      audit.push(...context.audit);
      return answer;
    });
  const joined = async () => {
    const rows = await unit.db.read.select().from(unit.db.schema.identities);
    return rows.map(
      ({ platform, account, person, linkedAt }) => `${platform}/${account} ${person} ${linkedAt}`,
    );
  };
  const bar = (...keys: string[]): void => roster.replace({ ...NOTHING_KNOWN, barred: new Set(keys) });
  return { ...unit, audit, ask, codeOf, type, join, part, joined, bar };
}

test('a stranger is told a code of their own, good for ten minutes, that is kept as a hash only', async (t) => {
  const { ask, db } = await open(t);
  const { code: answer, tone, data } = await ask('O-1', { name: 'Somebody' });
  const code = codeIn(data);
  assert.deepEqual([answer, tone], ['link.code', 'neutral']);
  assert.match(code, /^[23456789A-HJKMNP-Z]{10}$/);
  assert.deepEqual(data, { code, usage: `/flow link ${code}`, ms: 10 * MINUTE });
  const [row] = await db.read.select().from(db.schema.linkRequests);
  assert.deepEqual(
    [row?.platform, row?.account, row?.name, row?.until, row?.usedAt, row?.shownTo],
    ['other', 'O-1', 'Somebody', NOW + 10 * MINUTE, null, null],
  );
  assert.match(row?.code ?? '', /^[0-9a-f]{64}$/);
  const codes = new Set<unknown>();
  for (let i = 0; i < 10; i += 1) codes.add((await ask(`O-${i}`)).data?.['code']);
  assert.equal(codes.size, 10);
});

test('a new code takes the place of the one before', async (t) => {
  const { codeOf, type, db } = await open(t);
  const first = await codeOf('O-1');
  const other = await codeOf('O-1', { platform: 'third' });
  const second = await codeOf('O-1');
  assert.equal((await db.read.select().from(db.schema.linkRequests)).length, 2, 'one for each account');
  assert.equal((await type(ADA, first)).code, 'link.unknown-code');
  assert.equal((await type(ADA, second)).code, 'link.confirm');
  assert.equal((await type(ADA, other)).code, 'link.confirm');
});

test('whoever is barred gets no code, and an account that was barred meanwhile is joined to nobody', async (t) => {
  const { ask, codeOf, type, join, bar, db } = await open(t);
  bar(rosterKey('other', 'O-1'));
  assert.deepEqual(await ask('O-1'), { code: 'person.unknown', tone: 'bad', data: { account: 'other/O-1' } });
  assert.deepEqual(await db.read.select().from(db.schema.linkRequests), []);
  bar();
  const code = await codeOf('O-1');
  bar(rosterKey('other', 'O-1'));
  const refused = await type(ADA, code);
  assert.deepEqual([refused.code, refused.tone], ['link.unknown-code', 'bad']);
  assert.equal(await join(ADA, code), 'link.unknown-code');
});

test('a person sees whose account it is, confirms, and it is theirs; the audit says so', async (t) => {
  const { codeOf, type, joined, audit, db } = await open(t);
  const code = await codeOf('O-1', { name: 'Somebody' });
  const data = { who: 'Somebody (O-1)', platform: 'other', usage: `/flow link ${code} confirm` };
  assert.deepEqual(await type(ADA, code), { code: 'link.confirm', tone: 'neutral', data });
  assert.deepEqual([await joined(), audit], [[], []]);
  assert.deepEqual(await type(ADA, code, { confirmed: true }), { code: 'link.done', tone: 'good', data });
  assert.deepEqual(await joined(), [`other/O-1 ada ${NOW}`]);
  assert.deepEqual(audit, [
    {
      at: NOW,
      actor: 'ada',
      action: 'identity.linked',
      run: null,
      detail: { joined: 'other/O-1', by: 'chat/U-ada' },
    },
  ]);
  assert.equal((await db.read.select().from(db.schema.linkRequests))[0]?.usedAt, NOW);
  const again = { code: 'link.unknown-code', tone: 'bad', data: {} };
  assert.deepEqual(await type(ADA, code, { confirmed: true }), again, 'a code is good once');
});

test('nobody confirms what they were not shown themselves', async (t) => {
  const { codeOf, type, joined } = await open(t);
  const code = await codeOf('O-1');
  const seen = await type(ADA, code, { confirmed: true });
  assert.deepEqual([seen.code, seen.data?.['who']], ['link.confirm', 'O-1']);
  assert.equal((await type(BEN, code, { confirmed: true })).code, 'link.confirm');
  assert.equal((await type(ADA, code, { confirmed: true })).code, 'link.confirm', 'Ben was shown it last');
  assert.equal((await type(ADA, code)).code, 'link.confirm', 'to see it again is no confirmation');
  assert.deepEqual(await joined(), []);
  assert.equal((await type(ADA, code, { confirmed: true })).code, 'link.done');
});

test('a code is over after ten minutes, and is read however it was typed', async (t) => {
  const { codeOf, type } = await open(t);
  const code = await codeOf('O-1');
  assert.equal((await type(ADA, code, { now: NOW + 10 * MINUTE - 1 })).code, 'link.confirm');
  const late = await type(ADA, code, { now: NOW + 10 * MINUTE });
  assert.deepEqual([late.code, late.tone], ['link.unknown-code', 'bad']);
  const dashed = `${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `;
  assert.equal((await type(ADA, dashed)).code, 'link.confirm');
  const wide = code.replace(/./g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0));
  assert.equal((await type(ADA, wide)).code, 'link.confirm', 'as a Chinese keyboard types it');
  assert.equal((await type(ADA, code.slice(1))).code, 'link.unknown-code');
  const other = code.replace(/[A-Z]|.$/, (sign) => (sign === 'A' ? 'B' : 'A'));
  assert.equal((await type(ADA, other)).code, 'link.unknown-code', 'letters count');
});

test('it is for those with the right, and not where others read along', async (t) => {
  const { codeOf, type } = await open(t);
  const code = await codeOf('O-1');
  assert.deepEqual(
    [(await type(CHEN, code)).code, (await type(CHEN, code)).tone, (await type(CHEN, undefined)).code],
    ['link.not-allowed', 'bad', 'link.known'],
  );
  const room = { platform: 'chat', id: 'R1' };
  const open_ = await type(ADA, code, { where: { room } });
  assert.deepEqual([open_.code, open_.tone], ['link.direct', 'bad']);
  const slash = { room, answeredByAck: true } as const;
  assert.equal(
    (await type(ADA, code, { where: slash })).code,
    'link.confirm',
    'nobody else sees the command',
  );
  assert.deepEqual(await type(ADA, undefined, { where: { room } }), {
    code: 'link.known',
    tone: 'neutral',
    data: { name: 'ada the person' },
  });
});

test('while the group that grants it cannot be read, they are told that', async (t) => {
  const { codeOf, type } = await open(t, ['far']);
  const { code, tone } = await type(ADA, await codeOf('O-1'));
  assert.deepEqual([code, tone], ['rights.unread', 'bad']);
});

test('an account that is somebody’s already is not joined', async (t) => {
  const { codeOf, type, run } = await open(t);
  const code = await codeOf('O-1');
  await type(ADA, code);
  await run(({ tx }) => insertIdentity(tx, { platform: 'other', id: 'O-1' }, 'ben', NOW));
  const late = await type(ADA, code, { confirmed: true });
  assert.deepEqual([late.code, late.tone], ['link.unknown-code', 'bad']);
});

test('accounts of one chat are parted from the person who joined them, and from nobody else', async (t) => {
  const { codeOf, join, part, joined, audit } = await open(t);
  for (const id of ['O-1', 'O-2']) assert.equal(await join(ADA, await codeOf(id)), 'link.done');
  await join(ADA, await codeOf('T-1', { platform: 'third' }));
  await join(BEN, await codeOf('O-3'));
  audit.length = 0;
  assert.deepEqual(await part(CHEN, 'other'), {
    code: 'unlink.none',
    tone: 'neutral',
    data: { platform: 'other' },
  });
  const long = await part(ADA, 'x'.repeat(100));
  assert.deepEqual([long.code, long.data], ['unlink.none', { platform: 'x'.repeat(60) }]);
  assert.deepEqual(audit, []);
  assert.deepEqual(await part(ADA, 'other'), {
    code: 'unlink.done',
    tone: 'good',
    data: { platform: 'other' },
  });
  assert.deepEqual(await joined(), [`third/T-1 ada ${NOW}`, `other/O-3 ben ${NOW}`]);
  assert.deepEqual(audit, [
    { at: NOW, actor: 'ada', action: 'identity.unlinked', run: null, detail: { parted: 'other' } },
  ]);
});
