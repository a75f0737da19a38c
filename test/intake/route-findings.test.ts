import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type App, createDirectory, type Person } from '../../src/domain/directory.ts';
import { createRosterHolder, NOTHING_KNOWN, rosterKey } from '../../src/domain/roster.ts';
import type { Route } from '../../src/domain/route.ts';
import { routeFindings } from '../../src/intake/route-findings.ts';

const people: Person[] = [
  { id: 'ada', name: 'Ada', language: 'en', accounts: { 'slack-main': 'U1' }, email: 'ada@example.com' },
  { id: 'ben', name: 'Ben', language: 'en', accounts: {}, mobile: '+8613800000000' },
  { id: 'chen', name: 'Chen', language: 'zh', accounts: { 'feishu-main': 'chen@example.com' } },
];

const apps: App[] = [
  {
    id: 'shop',
    title: 'Shop',
    engine: 'local',
    environments: [
      { id: 'prod', workflow: 'w', operators: [], approvers: ['ben'], rooms: [], parameters: [] },
      { id: 'dev', workflow: 'd', operators: [], approvers: ['chen'], rooms: [], parameters: [] },
    ],
  },
];

function findings(route: Partial<Route>, state = NOTHING_KNOWN): string[] {
  const plain = {
    language: 'en' as const,
    people,
    groups: [
      { id: 'sre', people: ['ada', 'ben'], sources: [] },
      { id: 'far', people: [], sources: [{ platform: 'slack-main', group: 'S1' }] },
    ],
    apps,
    platforms: [
      { id: 'slack-main', kind: 'slack', language: 'en' as const },
      { id: 'feishu-main', kind: 'feishu', language: 'en' as const },
    ],
    channels: [
      { id: 'ops-slack', kind: 'slack-webhook', language: 'en' as const, audience: 'room' as const },
      { id: 'ops-feishu', kind: 'feishu-robot', language: 'en' as const, audience: 'room' as const },
      { id: 'ops-ding', kind: 'dingtalk-robot', language: 'en' as const, audience: 'room' as const },
      { id: 'mail', kind: 'email', language: 'en' as const, audience: 'person' as const },
      { id: 'hook', kind: 'webhook', language: 'en' as const, audience: 'room' as const },
    ],
    routes: [{ id: 'r', events: [], where: {}, to: [], mention: [], mode: 'card' as const, ...route }],
  };
  return routeFindings(createDirectory(plain, createRosterHolder(state))).map(
    ({ level, subject, detail, remedy }) =>
      `${level} ${subject}: ${detail}${remedy === undefined ? '' : ` → ${remedy}`}`,
  );
}

const named = (name: string) => ({ kind: 'named' as const, name });

void test('everybody with an account is fine, and of whom nothing is asked', () => {
  assert.deepEqual(
    findings({ to: [{ outlet: 'slack-main', room: 'C1' }, { outlet: 'hook' }], mention: [named('ada')] }),
    ['ok route r: everybody whom it names has an account where it leads'],
  );
  assert.match(
    findings({
      to: [{ outlet: 'slack-main', room: 'C1' }],
      mention: [{ kind: 'everyone' }, { kind: 'initiator' }],
    }).join(),
    /^ok/,
  );
});

void test('whoever has no account where the route leads is named, with the key to add', () => {
  const to = ['slack-main', 'ops-slack', 'ops-ding', 'ops-feishu'].map((outlet) => ({ outlet }));
  assert.deepEqual(findings({ to, mention: [named('sre'), named('chen')] }), [
    'warn route r: ben has no account on slack-main: messages there do not call them → Write people.ben.ids.slack-main, or let them join their account with /flow link.',
    'warn route r: chen has no account on slack-main: messages there do not call them → Write people.chen.ids.slack-main, or let them join their account with /flow link.',
    'warn route r: ben has no account that ops-slack can call: messages there show the name and notify nobody → Write people.ben.ids.slack-main.',
    'warn route r: chen has no account that ops-slack can call: messages there show the name and notify nobody → Write people.chen.ids.slack-main.',
    'warn route r: ada has no account that ops-ding can call: messages there show the name and notify nobody → Write people.ada.ids.ops-ding, or people.ada.mobile (+86…).',
    'warn route r: chen has no account that ops-ding can call: messages there show the name and notify nobody → Write people.chen.ids.ops-ding, or people.chen.mobile (+86…).',
    'warn route r: ada has no account that ops-feishu can call: messages there show the name and notify nobody → Write people.ada.ids.feishu-main.',
    'warn route r: ben has no account that ops-feishu can call: messages there show the name and notify nobody → Write people.ben.ids.feishu-main.',
    // The address under which the platform knows them is nothing to a robot.
    'warn route r: chen has no account that ops-feishu can call: messages there show the name and notify nobody → Write people.chen.ids.ops-feishu.',
  ]);
});

void test('whoever is told alone must be found there', () => {
  assert.deepEqual(
    findings({
      to: [
        { outlet: 'mail', people: [named('ada'), named('ben'), { kind: 'address', email: 'x@y.example' }] },
        { outlet: 'slack-main', people: [named('ben')] },
      ],
    }),
    [
      'warn route r: ben has no e-mail address, and mail tells them nothing → Write people.ben.email.',
      'warn route r: ben has no account on slack-main: they are told nothing there → Write people.ben.ids.slack-main, or let them join their account with /flow link.',
    ],
  );
});

void test('approvers are those of the environments that the route is about', () => {
  const route = { to: [{ outlet: 'mail', people: [{ kind: 'approvers' as const }] }] };
  assert.deepEqual(findings({ ...route, where: { environments: ['pr*'] } }), [
    'warn route r: ben has no e-mail address, and mail tells them nothing → Write people.ben.email.',
  ]);
  assert.equal(findings(route).length, 2);
});

void test('an account that they joined to themselves counts', () => {
  const route = {
    to: [{ outlet: 'slack-main', room: 'C1' }, { outlet: 'ops-slack' }],
    mention: [named('ben')],
  };
  const linked = new Map([[rosterKey('slack-main', 'U2'), 'ben']]);
  assert.match(findings(route, { ...NOTHING_KNOWN, linked }).join(), /^ok/);
});

void test('a group that could not be read is no proof that all is well', () => {
  const route = { to: [{ outlet: 'slack-main', room: 'C1' }], mention: [named('far')] };
  assert.match(
    findings(route).join(),
    /^warn route r: who belongs to far is not known: whether slack-main reaches them is not either/,
  );
  const groups = new Map([[rosterKey('slack-main', 'S1'), ['U1']]]);
  assert.match(findings(route, { ...NOTHING_KNOWN, groups }).join(), /^ok/);
});
