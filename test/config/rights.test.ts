import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { describeConfig } from '../../src/config/describe.ts';
import { API_PLATFORM } from '../../src/domain/platform-ability.ts';
import { load, problems, SMALL, small, TOKENS } from './load.ts';

const BEN = 'ben: { name: Ben, ids: { slack-main: U0BEN } }';
const HASH = 'ab'.repeat(32);

function withBen(more: string): string {
  return small(BEN, BEN.replace(' }\n', '').replace(/ \}$/, `, ${more} }`));
}

function wrong(yaml: string): string[] {
  return problems(yaml).map((one) => one.replace(/ \(\S+\)/, ''));
}

function warnings(yaml: string): string[] {
  return load(yaml).warnings.map(({ path, message }) => `${path.replace(/ \(.*/, '')}: ${message}`);
}

describe('roles', () => {
  const role = (body: string): string => `${SMALL}roles: { one: ${body} }\n`;

  it('bind people to actions, everywhere where the file says no place', () => {
    const { roles } = load(role('{ allow: [read, deploy, read], people: [ada, everyone] }'));
    assert.deepEqual(roles, [{ id: 'one', allow: ['read', 'deploy'], who: ['ada', 'everyone'] }]);
    const narrow = load(role('{ allow: [lock], people: [ada], apps: [shop], environments: [prod] }'));
    assert.deepEqual(narrow.roles, [
      { id: 'one', allow: ['lock'], who: ['ada'], apps: ['shop'], environments: ['prod'] },
    ]);
  });

  it('name what exists', () => {
    assert.deepEqual(
      wrong(role('{ allow: [deploi, approve], people: [add], apps: [shpo], environments: [prd] }')),
      [
        'roles.one.allow[0]: must be one of read, deploy, cancel, retry, rollback, lock, unlock, schedule, link; did you mean "deploy"?',
        'roles.one.allow[1]: must be one of read, deploy, cancel, retry, rollback, lock, unlock, schedule, link',
        'roles.one.people[0]: there is no person or group "add"; did you mean "ada"?',
        'roles.one.apps[0]: there is no app "shpo"; did you mean "shop"?',
        'roles.one.environments[0]: there is no environment "prd"; the file has no environments: add one under environments',
      ],
    );
    assert.deepEqual(wrong(role('{ allow: [read], people: [ada], environments: [prd] }')), [
      'roles.one.environments[0]: there is no environment "prd"; did you mean "prod"?',
    ]);
  });

  it('that are empty are told: an empty list is nobody and nowhere', () => {
    assert.deepEqual(warnings(role('{ allow: [], people: [], apps: [], environments: [] }')), [
      'roles.one.allow: is empty: it allows nothing',
      'roles.one.people: is empty: nobody has it',
      'roles.one.apps: is empty: it holds for no app; leave the key out for all of them',
      'roles.one.environments: is empty: it holds in no environment; leave the key out for all of them',
    ]);
  });
});

describe('out of office', () => {
  const away = (body: string): string => withBen(`away: { ${body} }`);

  it('hands the right over from a day in UTC, or a moment with its offset', () => {
    const { delegations } = load(away('from: 2026-12-01, until: 2026-12-08T09:30:00+08:00, delegate: ada'));
    const [since, until] = [Date.UTC(2026, 11, 1), Date.UTC(2026, 11, 8, 1, 30)];
    assert.deepEqual(delegations, [{ from: 'ben', to: 'ada', since, until }]);
  });

  it('needs days of the calendar in their order, and another person', () => {
    assert.deepEqual(wrong(away('from: 2026-02-30, until: soon, delegate: add')), [
      'people.ben.away.from: is no day or time of the calendar',
      'people.ben.away.until: must be a day such as 2026-12-01 (it begins at 00:00 UTC) or a time such as 2026-12-01T09:00:00+08:00',
      'people.ben.away.delegate: there is no person "add"; did you mean "ada"?',
    ]);
    assert.deepEqual(wrong(away('from: 2026-12-08, until: 2026-12-08, delegate: ben')), [
      'people.ben.away.until: is not after from: until is the day on which they are back',
      'people.ben.away.delegate: is the same person: name another one',
    ]);
    assert.deepEqual(wrong(away('from: 2026-12-01T09:00:00, until: 2026-12-08')), [
      'people.ben.away.from: must be a day such as 2026-12-01 (it begins at 00:00 UTC) or a time such as 2026-12-01T09:00:00+08:00',
    ]);
  });

  it('without a delegate hands nothing over', () => {
    const yaml = away('from: 2026-12-01, until: 2026-12-08');
    assert.deepEqual(load(yaml).delegations, []);
    assert.deepEqual(warnings(yaml), [
      'people.ben.away: has no delegate: nobody approves in their place meanwhile',
    ]);
  });

  it('in a circle is told once, and only when all of them are away together', () => {
    const circle = (until: string): string =>
      away(`from: 2026-12-01, until: ${until}, delegate: ada`).replace(
        'name: Ada,',
        'name: Ada, away: { from: 2026-12-05, until: 2026-12-20, delegate: ben },',
      );
    assert.deepEqual(warnings(circle('2026-12-08')), [
      'people.ada.away.delegate: leads back to ada (ada → ben → ada): while all of them are away nobody else approves in their place',
    ]);
    assert.deepEqual(warnings(circle('2026-12-05')), []);
  });
});

describe('tokens', () => {
  it('are on a platform of their own, which no chat and no account of the file can be called', () => {
    const spelling = /must be lower-case letters|there is no platform/;
    for (const yaml of [
      SMALL.replaceAll('slack-main:', `"${API_PLATFORM}":`),
      SMALL.replace('{ slack-main: U0BEN }', `{ "${API_PLATFORM}": ben }`),
    ])
      assert.match(wrong(yaml).join('\n'), spelling);
  });

  it('are a way to act: whoever has one needs no account', () => {
    const robot = (more: string) => small(BEN, `ben: { name: Ben${more} }`);
    assert.deepEqual(warnings(robot('')), [
      'apps.shop.environments.prod.approvers: names only people without an account on any platform (ids): nobody can approve here: a run that asks waits until somebody cancels it',
    ]);
    assert.deepEqual(warnings(robot(`, tokens: [{ name: ci, sha256: '${HASH}' }]`)), []);
  });

  it('are kept by their hash', () => {
    const yaml = withBen(
      `tokens: [{ name: ci, sha256: '${HASH.toUpperCase()}', until: 2027-01-01 }, { name: bot, sha256: '\${BOT}' }]`,
    );
    const config = load(yaml, { ...TOKENS, BOT: 'cd'.repeat(32) });
    assert.deepEqual(config.tokens, [
      { person: 'ben', name: 'ci', sha256: HASH, until: Date.UTC(2027, 0, 1) },
      { person: 'ben', name: 'bot', sha256: 'cd'.repeat(32), until: undefined },
    ]);
    assert.doesNotMatch(describeConfig(config), new RegExp(HASH));
  });

  it('that stand in the file themselves, are no hash, or stand twice are refused without being shown', () => {
    const token = `glt_${'x'.repeat(43)}`;
    const found = wrong(
      withBen(
        `tokens: [{ name: ci, sha256: ${token} }, { name: ci, sha256: abc }, { name: z, sha256: '${HASH}' }, { name: y, sha256: '${HASH}' }]`,
      ),
    );
    assert.deepEqual(found, [
      'people.ben.tokens[0].sha256: is the token itself, which everybody could use who reads the file: make a new one with greenlight token and write its sha256',
      'people.ben.tokens[1].name: is the name of another token of this person: the audit could not tell them apart',
      'people.ben.tokens[1].sha256: must be the SHA-256 of a token, 64 hexadecimal digits: greenlight token makes both',
      'people.ben.tokens[3].sha256: is a token of ben already: one token belongs to one person and stands once',
    ]);
    assert.doesNotMatch(inspect(found), /xxx|abab/);
  });
});
