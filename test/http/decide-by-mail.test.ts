import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEmail } from '../../src/channels/email/email.ts';
import { createDirectory } from '../../src/domain/directory.ts';
import { createLinks } from '../../src/domain/link.ts';
import { createPages } from '../../src/http/pages.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { silentLog } from '../../src/log.ts';
import { openMailServer } from '../../src/simulator/channels/mail-server.ts';
import { systemClock } from '../../src/time.ts';
import { cardsOf, command, directory, type House, openHostile, openHouse } from '../ring/harness.ts';
import { until } from '../until.ts';
import { PUBLIC, press, SECRET, textOf } from './pages-house.ts';

const MAIL = 'mail';
const links = createLinks({ publicUrl: PUBLIC, secret: SECRET });

/** Ben decides `prod`, and so does Chen, who reads Chinese; both by letter. */
const known = createDirectory({
  language: 'en',
  platforms: directory.platforms,
  apps: directory.apps,
  people: directory.people.map((person) => ({ ...person, email: `${person.id}@example.com` })),
  channels: [{ id: MAIL, kind: 'email', language: 'en', audience: 'person' }],
  routes: [
    {
      id: 'letters',
      events: ['waiting'],
      where: {},
      to: [{ outlet: MAIL, people: [{ kind: 'approvers' }] }],
      mention: [],
      mode: 'message',
    },
  ],
});

let mailbox: Awaited<ReturnType<typeof openMailServer>>;
let house: House;
let server: HttpServer;
let url: string;

before(async () => {
  mailbox = await openMailServer({ tls: 'none', clock: systemClock });
  const smtp = { host: '127.0.0.1', port: mailbox.port, tls: 'none' } as const;
  const from = { name: 'Greenlight', address: 'greenlight@example.com' };
  const mail = createEmail({ id: MAIL, from, server: smtp }, { clock: systemClock });
  house = await openHouse([openHostile().engine], {}, undefined, () => known, { channels: [mail], links });
  const { db } = house;
  const { inbound } = house.ring;
  const pages = createPages({ db, directory: known, links, inbound, clock: systemClock, log: silentLog });
  server = createHttpServer(
    { host: '127.0.0.1', port: 0 },
    { db, clock: systemClock, log: silentLog, ready: async () => [], pages },
  );
  url = await server.start();
});

after(async () => {
  await server.stop();
  await house.close();
  await mailbox[Symbol.asyncDispose]();
});

/** The personal address in the letter to this person about the newest run. */
async function linkOf(person: string, run: number): Promise<string> {
  return await until(`a letter to ${person}`, () => {
    const letter = mailbox.taken.find(
      ({ calls, text }) => calls.includes(`${person}@example.com`) && text.includes(`#${run}`),
    );
    return letter?.links.find((link) => link.includes('/decide/'))?.replace(PUBLIC, url);
  });
}

async function deploy(): Promise<number> {
  const said = await command(house, 'ada', '/deploy shop prod');
  return Number(/#(\d+)/.exec(said)?.[1]);
}

test('an approver decides by a letter: the page asks, and only a button there decides', async () => {
  const run = await deploy();
  const link = await linkOf('ben', run);
  const page = textOf(await (await fetch(link)).text());
  assert.match(page, /“go” needs your decision.*You are Ben · e-mail.*Approve.*Reject/);
  assert.deepEqual(await decisions(run), []);

  const pressed = await press(link, { verdict: 'approve', reason: 'looks good' });
  assert.equal(pressed.status, 200);
  await until('the end', () => cardsOf(house.chat).some(({ card }) => card.summary.includes('succeeded')));
  assert.deepEqual(await decisions(run), [
    { person: 'ben', surface: 'link', platform: MAIL, verdict: 'approve' },
  ]);

  const late = await press(await linkOf('chen', run), { verdict: 'reject', reason: '太晚了' });
  assert.match(textOf(await late.text()), /由 Ben 批准|Ben 已/);
  assert.equal((await decisions(run)).length, 1);
});

test('a letter is for one person: its link shows nobody else, changed it opens nothing, and nobody who has left may use it', async () => {
  const run = await deploy();
  const link = await linkOf('chen', run);
  assert.match(textOf(await (await fetch(link)).text()), /你是 Chen · 邮件/);
  const [payload = '', signature = ''] = (link.split('/').at(-1) ?? '').split('.');
  const other = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('chen@', 'ben@')).toString(
    'base64url',
  );
  assert.equal((await fetch(`${url}/decide/${other}.${signature}`)).status, 404);
  const target = { kind: 'decide', approval: 2, platform: MAIL, account: 'eve@example.com' } as const;
  const eve = links.address(target, systemClock.now() + 60_000).replace(PUBLIC, url);
  assert.equal((await fetch(eve)).status, 403);
  assert.equal((await press(eve, { verdict: 'approve' })).status, 403);
  assert.deepEqual(await decisions(run), []);
});

test('an answer that the page lost comes by letter', async () => {
  const run = await deploy();
  const token = (await linkOf('ben', run)).split('/').at(-1) ?? '';
  const target = links.read(token, systemClock.now());
  assert.ok(target !== 'expired' && target?.kind === 'decide');
  await house.ring.inbound.accept({
    key: 'link:lost',
    conversation: 'decide:3',
    actor: { platform: MAIL, id: target.account },
    at: systemClock.now(),
    room: { platform: MAIL, id: `@${target.account}`, direct: true },
    deed: { kind: 'link', approval: target.approval, attempt: 'another', verdict: 'approve', reason: '' },
    handle: {},
    handleUntil: systemClock.now(),
    answeredByAck: true,
  });
  const letters = () =>
    mailbox.taken.filter(({ calls, links }) => calls.includes('ben@example.com') && links.length === 0);
  await until('the answer', () => letters().length > 0);
  assert.deepEqual(await decisions(run), []);
});

async function decisions(run: number) {
  const { decisions: table, approvals } = house.db.schema;
  const asked = (await house.db.read.select().from(approvals)).filter((one) => one.run === run);
  return (await house.db.read.select().from(table))
    .filter(({ approval }) => asked.some(({ id }) => id === approval))
    .map(({ person, surface, platform, verdict }) => ({ person, surface, platform, verdict }));
}
