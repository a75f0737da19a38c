import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { parseWeekly, weeklyText } from '../../src/config/weekly.ts';
import { load, problems, SMALL, small, TOKENS } from './load.ts';

const SECRET = 'c'.repeat(32);
const HOLDS = `${SMALL}      staging: { workflow: shop-staging }
zone: Asia/Shanghai
freezes:
  christmas: { from: 2026-12-24, until: '2027-01-02T09:00:00+08:00', environments: [prod], except: [ben], reason: No releases }
  weekend: { from: fri 16:00, until: mon 08:00, apps: [shop] }
hooks:
  github: { secret: ${SECRET}, as: ada, apps: [shop], environments: [staging] }
`;
const ordered = (after: string): string =>
  HOLDS.replace('prod: { workflow: shop-prod,', `prod: { after: ${after}, workflow: shop-prod,`);
const changed = (from: string, to: string): string[] => {
  assert.ok(HOLDS.includes(from), from);
  return problems(HOLDS.replace(from, to));
};

describe('freezes, order and hooks', () => {
  it('are read', () => {
    const { freezes, hooks, zone, apps } = load(ordered('{ environment: staging, same: [tag] }'));
    assert.equal(zone, 'Asia/Shanghai');
    assert.deepEqual(freezes, [
      {
        id: 'christmas',
        span: { kind: 'once', from: Date.UTC(2026, 11, 24), until: Date.UTC(2027, 0, 2, 1) },
        environments: ['prod'],
        except: ['ben'],
        reason: 'No releases',
      },
      {
        id: 'weekend',
        span: { kind: 'weekly', from: 4 * 1440 + 960, until: 480, zone: 'Asia/Shanghai' },
        apps: ['shop'],
        except: [],
      },
    ]);
    const [hook] = hooks;
    assert.ok(hook);
    const { secret, ...rest } = hook;
    assert.deepEqual(rest, { id: 'github', person: 'ada', apps: ['shop'], environments: ['staging'] });
    assert.equal(secret.reveal(), SECRET);
    assert.deepEqual(apps[0]?.environments[0]?.after, { environment: 'staging', same: ['tag'] });
    assert.deepEqual(load(ordered('staging')).apps[0]?.environments[0]?.after, { environment: 'staging' });
  });

  it('are said by check, without the secret', () => {
    const text = describeConfig(load(ordered('staging')));
    assert.match(
      text,
      /christmas {2}2026-12-24T00:00:00.000Z until 2027-01-02T01:00:00.000Z: all apps, prod, but for ben/,
    );
    assert.match(
      text,
      /weekend {2}every week fri 16:00 until mon 08:00, Asia\/Shanghai: shop, all environments/,
    );
    assert.match(text, /shop → prod {2}after staging, with the same values of all parameters that both have/);
    assert.match(text, /github {2}POST \/hooks\/ci\/github, deploys shop to staging as ada/);
    assert.ok(!text.includes(SECRET));
  });

  it('name what there is', () => {
    assert.deepEqual(changed('environments: [prod], except', 'environments: [prd], except'), [
      'freezes.christmas.environments[0] (greenlight.yaml:24:85): there is no environment "prd"; did you mean "prod"?',
    ]);
    assert.match(changed('apps: [shop] }\nhooks', 'apps: [shpo] }\nhooks').join(), /there is no app "shpo"/);
    const both = changed('environments: [prod], except', 'apps: [shpo], environments: [prod], except');
    assert.equal(both.length, 1, 'an environment that is there is not said to be missing');
    assert.match(changed('except: [ben]', 'except: [bene]').join(), /there is no person or group "bene"/);
    assert.match(changed('as: ada', 'as: adda').join(), /hooks.github.as .*there is no person "adda"/);
    assert.match(
      changed('environments: [staging]', 'environments: [nowhere]').join(),
      /no environment "nowhere"/,
    );
    assert.match(problems(ordered('nowhere')).join(), /prod.after .*there is no environment "nowhere"/);
    const same = ordered('{ environment: staging, same: [tga] }');
    assert.match(problems(same).join(), /after.same\[0\] .*there is no parameter "tga"; did you mean "tag"/);
  });

  it('a freeze has a length, and one form', () => {
    const weekend = 'from: fri 16:00, until: mon 08:00';
    assert.match(changed(weekend, 'from: fri 16:00, until: fri 16:00').join(), /until .*is when it begins/);
    assert.match(changed(weekend, 'from: fri 16:00, until: 2026-12-24').join(), /has another form than from/);
    assert.match(changed(weekend, 'from: 2026-12-24, until: 2026-12-24').join(), /is not after from/);
    assert.match(
      changed(weekend, 'from: 2026-12-24, until: 2026-12-25, zone: UTC').join(),
      /zone .*belongs to/,
    );
    assert.match(changed(weekend, 'from: someday, until: mon 08:00').join(), /weekend.from .*must be a day/);
    assert.match(
      changed('zone: Asia/Shanghai', 'zone: Asia/Beijing').join(),
      /did you mean "Asia\/Shanghai"/,
    );
  });

  it('a hook says where it may deploy, and has a long secret', () => {
    assert.match(
      changed(', environments: [staging] }', ' }').join(),
      /hooks.github.environments .*is missing/,
    );
    assert.match(changed(SECRET, 'short').join(), /secret .*at least 32 characters/);
  });

  it('an order that leads round in a circle is refused', () => {
    const circle = ordered('staging').replace('staging: { workflow', 'staging: { after: prod, workflow');
    assert.equal(problems(circle).filter((one) => one.includes('leads round in a circle')).length, 2);
    const itself = problems(ordered('prod'));
    assert.equal(itself.filter((one) => one.includes('leads round in a circle')).length, 1);
  });

  it('that can do nothing are warned of, and so is a secret in the file', () => {
    const warned = (yaml: string): string[] =>
      load(yaml, { ...TOKENS, CI: SECRET })
        .warnings.map(({ path, message }) => `${path}: ${message}`)
        .filter((one) => /^(hooks|freezes)/.test(one));
    assert.match(warned(HOLDS).join(), /^hooks.github.secret .*is a secret in plain text/);
    const hidden = HOLDS.replace(SECRET, "'${CI}'");
    assert.deepEqual(warned(hidden), []);
    assert.match(
      warned(hidden.replace('as: ada', 'as: ben')).join(),
      /as .*ben may not deploy shop to staging/,
    );
    assert.match(
      warned(hidden.replace('environments: [staging]', 'environments: []')).join(),
      /deploy nothing/,
    );
    assert.match(
      warned(hidden.replace('apps: [shop] }\nhooks', 'apps: [] }\nhooks')).join(),
      /holds nowhere/,
    );
  });

  it('are nothing where the file says nothing', () => {
    const { freezes, hooks, zone } = load(SMALL, TOKENS);
    assert.deepEqual({ freezes, hooks, zone }, { freezes: [], hooks: [], zone: 'UTC' });
    assert.equal(
      load(small('name: Ada,', 'name: Ada, zone: Europe/Berlin,')).people[0]?.zone,
      'Europe/Berlin',
    );
  });
});

describe('a time of the week', () => {
  for (const [text, minute] of [
    ['mon 00:00', 0],
    ['Friday 16:30', 4 * 1440 + 990],
    ['sun 24:00', 0],
    ['thurs 9:05', 3 * 1440 + 545],
    ['fry 16:00', undefined],
    ['friday', undefined],
    ['fri 24:01', undefined],
    ['fri 16:60', undefined],
    ['16:00', undefined],
  ] as const)
    it(`${text} is ${minute ?? 'none'}`, () => assert.equal(parseWeekly(text), minute));

  it('is written as it is read', () => assert.equal(weeklyText(4 * 1440 + 990), 'fri 16:30'));
});
