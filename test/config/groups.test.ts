import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { load, problems, SMALL, small } from './load.ts';

const GROUPS = `groups:
  sre: { people: [ada], from: [slack-main/S0SRE] }
  leads: {}
`;

/** The small file with groups, and the people as given. */
function grouped(groups = GROUPS, people = 'ada: { name: Ada, ids: { slack-main: U0ADA } }'): string {
  return groups + small('ada: { name: Ada, ids: { slack-main: U0ADA } }', people);
}

const lines = (...given: Parameters<typeof problems>): string[] =>
  problems(...given).map((line) => line.replace(/ \(greenlight\.yaml:\d+:\d+\)/, ''));

describe('groups', () => {
  it('are their people, those who name them, and what backs them; lists keep their names', () => {
    const people =
      'ada: { name: Ada, email: Ada@Example.com, mobile: "+8613800000000", groups: [leads, sre] }';
    const {
      groups,
      people: built,
      apps,
    } = load(
      grouped(GROUPS, people)
        .replace('approvers: [ben]', 'approvers: [leads, everyone]')
        .replace('operators: [ada]', 'operators: [sre, ben]'),
    );
    assert.deepEqual(groups, [
      { id: 'sre', people: ['ada'], sources: [{ platform: 'slack-main', group: 'S0SRE' }] },
      { id: 'leads', people: ['ada'], sources: [] },
    ]);
    const [ada] = built;
    assert.deepEqual([ada?.email, ada?.mobile, ada?.accounts], ['ada@example.com', '+8613800000000', {}]);
    const prod = apps[0]?.environments[0];
    assert.deepEqual(
      [prod?.operators, prod?.approvers],
      [
        ['sre', 'ben'],
        ['leads', 'everyone'],
      ],
    );
  });

  it('are printed with what backs them', () => {
    const text = describeConfig(load(grouped().replace('kind: slack,', 'kind: slack, matchEmail: true,')));
    assert.match(text, /^ {2}sre {2}ada, whoever is in slack-main\/S0SRE$/m);
    assert.match(text, /^ {2}leads {2}nobody$/m);
    assert.match(text, /by ids, else by verified e-mail address/);
  });

  it('are nobody known by an address unless the operator says so', () => {
    const { platforms } = load(SMALL);
    assert.deepEqual(
      platforms.map(({ matchEmail }) => matchEmail),
      [false],
    );
  });

  it('that can be nobody are warned of', () => {
    const { warnings } = load(
      grouped()
        .replace('kind: slack,', 'kind: slack, matchEmail: true,')
        .replace('approvers: [ben]', 'approvers: [leads]'),
    );
    const said = warnings.map(({ path, message }) => `${path.replace(/ \(.*/, '')}: ${message}`);
    assert.ok(said.includes('groups.leads: is empty: it is nobody'), said.join('\n'));
    assert.ok(said.some((line) => /matchEmail: is on, but no person has an email/.test(line)));
    assert.ok(said.some((line) => /approvers: names only people without an account/.test(line)));
  });
});

describe('policies and groups', () => {
  const policy = 'policies: { two: { approve: { atLeast: 2, of: [leads] } } }\npolicy: two\n';
  const short = 'groups: { leads: { people: [ada] } }\n';

  it('whoever names the group counts among its people', () => {
    assert.match(problems(policy + short + SMALL).join(), /policies\.two/);
    load(policy + short + small('ben: { name: Ben,', 'ben: { name: Ben, groups: [leads],'));
  });

  it('nobody counts the members that a chat knows', () => {
    load(policy + short.replace('people: [ada]', 'from: [slack-main/S0SRE]') + SMALL);
  });
});

describe('mistakes with groups', () => {
  it('a name of a person and of a group, and the word for all people', () => {
    assert.deepEqual(lines(grouped('groups: { ben: {}, everyone: {} }\n')), [
      'groups.ben: is also the name of a person: in a list nobody could tell which is meant',
      'groups.everyone: always means all people: take another name',
    ]);
    assert.deepEqual(lines(small('ben: { name', 'everyone: { name').replace('[ben]', '[ada]')), [
      'people.everyone: always means all people: take another name',
    ]);
  });

  it('unknown people and groups, with what was probably meant', () => {
    assert.deepEqual(lines(grouped(GROUPS.replace('[ada]', '[adda, leads, everyone]'))), [
      'groups.sre.people[0]: there is no person "adda"; did you mean "ada"?',
      'groups.sre.people[1]: "leads" is a group, and a group holds people only',
      'groups.sre.people[2]: "everyone" is a group, and a group holds people only',
    ]);
    assert.deepEqual(lines(grouped(GROUPS, 'ada: { name: Ada, groups: [led] }')), [
      'people.ada.groups[0]: there is no group "led"; known: sre, leads',
    ]);
    assert.deepEqual(lines(grouped().replace('approvers: [ben]', 'approvers: [lead]')), [
      'apps.shop.environments.prod.approvers[0]: there is no person or group "lead"; did you mean "leads"?',
    ]);
  });

  it('sources that name nothing', () => {
    const from = (source: string): string[] => lines(grouped(GROUPS.replace('slack-main/S0SRE', source)));
    assert.deepEqual(from('slack-mian/S0SRE'), [
      'groups.sre.from[0]: there is no platform for the group "slack-mian/S0SRE"; did you mean "slack-main"?',
    ]);
    assert.match(from('slack-main/@sre').join(), /does not end in the ID of a Slack user group/);
    assert.match(from('S0SRE').join(), /must be a platform and a group with a slash between them/);
  });

  it('an address or number of two people, and what is none', () => {
    const two = small('name: Ada,', 'name: Ada, email: a@b.example, mobile: "+8613800000000",').replace(
      'name: Ben,',
      'name: Ben, email: A@B.example, mobile: "+8613800000000",',
    );
    assert.deepEqual(lines(two), [
      'people.ben.email: is already the address of ada: one address belongs to one person',
      'people.ben.mobile: is already the number of ada: one number belongs to one person',
    ]);
    assert.deepEqual(lines(small('name: Ada,', 'name: Ada, email: ada, mobile: "138",')), [
      'people.ada.email: is not an e-mail address',
      'people.ada.mobile: must be a number with its country code and nothing else, such as +8613800000000',
    ]);
  });
});
