import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory, type Person } from '../../src/domain/directory.ts';
import { isReached, recipientOf } from '../../src/domain/recipient.ts';
import { createRosterHolder, NOTHING_KNOWN } from '../../src/domain/roster.ts';

const DING = { id: 'ops-ding', kind: 'dingtalk-robot' };
const SLACK = { id: 'ops-slack', kind: 'slack-webhook' };
const WECOM = { id: 'ops-wecom', kind: 'wecom' };
const HOOK = { id: 'hook', kind: 'webhook' };
const MAIL = { id: 'mail', kind: 'email' };

const platforms = ['slack', 'feishu', 'dingtalk'].flatMap((kind) =>
  ['main', 'two'].map((name) => ({ id: `${kind}-${name}`, kind, language: 'en' as const })),
);

function known(person: Partial<Person>, channel: { id: string; kind: string }, barred: string[] = []) {
  const ada: Person = { id: 'ada', name: 'Ada', language: 'en', accounts: {}, ...person };
  const holder = createRosterHolder({ ...NOTHING_KNOWN, barred: new Set(barred) });
  const directory = createDirectory({ language: 'en', people: [ada], apps: [], platforms }, holder);
  return recipientOf(ada, channel, directory);
}

void test("the channel's own key goes before the vendor's word, and that before platforms of the vendor in their order", () => {
  const accounts = { 'dingtalk-two': 'two', 'dingtalk-main': 'main' };
  const all = { 'ops-ding': 'own', dingtalk: 'word' };
  assert.equal(known({ accounts, channelAccounts: all }, DING).accounts.dingtalk, 'own');
  assert.equal(known({ accounts, channelAccounts: all }, { ...DING, id: 'x' }).accounts.dingtalk, 'word');
  assert.equal(known({ accounts }, DING).accounts.dingtalk, 'main');
  assert.equal(known({ accounts: { 'dingtalk-two': 'two' } }, DING).accounts.dingtalk, 'two');
});

void test('accounts of other vendors are their own, and a program is told all of them', () => {
  const person = {
    accounts: { 'slack-main': 'U1', 'feishu-main': 'ou_1' },
    channelAccounts: { wecom: 'ada', 'ops-ding': 'own' },
  };
  assert.deepEqual(known(person, HOOK).accounts, { slack: 'U1', feishu: 'ou_1', wecom: 'ada' });
  assert.deepEqual(known(person, DING).accounts, {
    slack: 'U1',
    feishu: 'ou_1',
    wecom: 'ada',
    dingtalk: 'own',
  });
});

void test('a number for an account is a mobile, an address for one calls nobody, and what stands under mobile goes before', () => {
  const accounts = { 'dingtalk-main': '+8613800000001', 'feishu-main': 'ada@example.com' };
  assert.deepEqual(known({ accounts }, DING), { name: 'Ada', accounts: {}, mobile: '+8613800000001' });
  assert.equal(known({ accounts, mobile: '+8613800000002' }, DING).mobile, '+8613800000002');
});

void test('an account that the chat bars is called by nobody', () => {
  const accounts = { 'slack-main': 'U1', 'slack-two': 'U2' };
  assert.equal(known({ accounts }, SLACK, ['slack-main\nU1']).accounts.slack, 'U2');
  assert.equal(known({ accounts }, SLACK, ['slack-main\nU1', 'slack-two\nU2']).accounts.slack, undefined);
});

void test('an account that they joined to themselves serves where the file names none', () => {
  const ada: Person = { id: 'ada', name: 'Ada', language: 'en', accounts: { 'slack-main': 'U1' } };
  const barred = new Set(['dingtalk-two\nbad']);
  const directory = createDirectory(
    { language: 'en', people: [ada], apps: [], platforms },
    createRosterHolder({ ...NOTHING_KNOWN, barred }),
  );
  const linked = [
    { platform: 'slack-main', id: 'U9' },
    { platform: 'feishu-two', id: 'ou_9' },
    { platform: 'dingtalk-two', id: 'bad' },
  ];
  assert.deepEqual(recipientOf(ada, HOOK, directory, linked).accounts, { slack: 'U1', feishu: 'ou_9' });
});

void test('who is reached: by account, by address, by a mobile of the mainland where the vendor takes one', () => {
  const nobody = { name: 'Ada', accounts: {} };
  assert.equal(isReached({ ...nobody, accounts: { slack: 'U1' } }, 'slack-webhook'), true);
  assert.equal(isReached({ ...nobody, mobile: '+8613800000000' }, 'slack-webhook'), false);
  assert.equal(isReached({ ...nobody, mobile: '+8613800000000' }, WECOM.kind), true);
  assert.equal(isReached({ ...nobody, mobile: '+4915100000000' }, DING.kind), false);
  assert.equal(isReached({ ...nobody, email: 'a@b.example' }, MAIL.kind), true);
  assert.equal(isReached({ ...nobody, accounts: { slack: 'U1' } }, MAIL.kind), false);
  assert.equal(isReached(nobody, HOOK.kind), true);
});
