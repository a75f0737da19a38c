import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../../src/domain/finding.ts';
import type { ZadigOptions } from '../../../src/engines/zadig/options.ts';
import { createZadigEngine } from '../../../src/engines/zadig/zadig-engine.ts';
import { silentLog } from '../../../src/log.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { groupEntry, userEntry } from '../../fakes/zadig/people.ts';
import type { JobScript } from '../../fakes/zadig/script.ts';
import { ADMIN, type ZadigOptions as FakeOptions, startZadig } from '../../fakes/zadig/zadig.ts';
import { memoryOf } from './bench.ts';
import { HOOK_TOKEN, NOWHERE, optionsFor } from './house.ts';

const BOT = { uid: 'u-bot', name: 'greenlight', account: 'bot', email: '', tokenEnabled: true };
const GROUP = { id: 'g1', name: 'ops', members: [BOT.uid] };
const WORKFLOWS = ['shop/one'];

async function check(
  jobs: readonly JobScript[],
  more: FakeOptions = {},
  own: Partial<ZadigOptions> = {},
  uid = BOT.uid,
): Promise<Finding[]> {
  await using zadig = await startZadig({
    accounts: [BOT],
    workflows: [{ key: 'one', project: 'shop', stages: [{ name: 's', jobs }] }],
    ...more,
  });
  zadig.people.group(GROUP);
  zadig.systemHook({
    enable: true,
    hook_address: 'https://greenlight.example.com/hooks/zadig/zadig',
    hook_secret: HOOK_TOKEN,
    hook_events: ['start_execute', 'complete_execute'],
  });
  return await findings(zadig.url, zadig.token(uid), own);
}

async function findings(url: string, token: string, own: Partial<ZadigOptions>): Promise<Finding[]> {
  const options = { ...optionsFor(url, token, memoryOf([])), workflows: WORKFLOWS, ...own };
  return await createZadigEngine(options, { clock: systemClock, log: silentLog }).engine.check();
}

const approval = (users: NonNullable<JobScript['approval']>): JobScript => ({
  name: 'go',
  type: 'approval',
  approval: users,
});

const lines = (found: readonly Finding[]): string[] =>
  found.filter(({ level }) => level !== 'ok').map(({ level, detail }) => `${level}: ${detail}`);

void describe('what doctor says of Zadig', { concurrency: 4 }, () => {
  void it('nothing is wrong where the account is asked, alone, and the system hook sends here', async () => {
    const publicUrl = 'https://greenlight.example.com';
    const found = await check([approval({ users: [userEntry(ADMIN)] })], {}, { publicUrl }, ADMIN.uid);
    assert.deepEqual(lines(found), []);
    assert.ok(found.some(({ subject, detail }) => subject === 'service account' && detail === 'admin'));
    assert.ok(found.some(({ detail }) => detail.includes('start_execute')));
  });
  void it('says which approval does not ask the account, or not it alone, or asks elsewhere', async () => {
    const of = async (job: JobScript) => lines(await check([job], {}, { publicUrl: 'https://x.example' }));
    assert.deepEqual(await of(approval({ users: [userEntry(ADMIN)] })), [
      'error: approval go: greenlight is not among the approvers',
    ]);
    assert.deepEqual(await of(approval({ users: [groupEntry(GROUP)] })), [
      'warn: approval go: greenlight is not among the approvers, unless a group has it',
    ]);
    assert.deepEqual(await of(approval({ users: [userEntry(BOT), userEntry(ADMIN)], needed: 2 })), [
      'warn: approval go needs 2 approvers, and the service account counts once',
    ]);
    assert.deepEqual(await of(approval({ kind: 'lark', users: [userEntry(BOT)] })), [
      'warn: approval go is decided in lark: cards show it, without buttons',
    ]);
  });
  void it('says what a deploy would be refused for', async () => {
    const [line, ...others] = lines(
      await check([{ name: 'tell', type: 'notification' }], {}, { publicUrl: 'https://x.example' }),
    );
    assert.match(line ?? '', /^warn: it cannot be started from here: job tell notification/);
    assert.deepEqual(others, []);
    const idle = await check([{ name: 'smoke', type: 'zadig-test' }]);
    const remedies = idle.flatMap((one) => (one.level === 'ok' ? [] : one.remedy));
    assert.ok(
      remedies.some((remedy) => remedy?.includes('inputs: { smoke: … }')),
      remedies.join('\n'),
    );
  });
  void it('says that a token is void, a workflow is missing, nobody answers or the hook is not set', async () => {
    assert.match((await findings(NOWHERE, 'x.y.z', {}))[0]?.detail ?? '', /ECONNREFUSED|did not answer/);
    const [void1] = await check([], { accounts: [{ ...BOT, tokenEnabled: false }] });
    assert.equal(void1?.level, 'error');
    assert.match(void1?.remedy ?? '', /administrator has to enable/);
    const missing = await check([], {}, { workflows: ['shop/two'], hookToken: undefined });
    assert.deepEqual(lines(missing), [
      'warn: there is none: runs are seen by polling alone',
      'error: Zadig has no such workflow',
    ]);
  });
  void it('says that the clocks differ', async () => {
    const clock: Clock = { ...systemClock, now: () => systemClock.now() - 60_000 };
    await using zadig = await startZadig({});
    const options = { ...optionsFor(zadig.url, zadig.token(), memoryOf([])), publicUrl: 'https://x.example' };
    const found = await createZadigEngine(options, { clock, log: silentLog }).engine.check();
    assert.ok(lines(found).some((line) => /^warn: (59|60|61) s ahead of the clock here/.test(line)));
  });
  void it('knows who it is before v5.0 by the token alone', async () => {
    const found = await check([], { version: '4.2' });
    assert.equal(
      found.find(({ subject }) => subject === 'service account')?.detail,
      'greenlight, by its token (before v5.0)',
    );
  });
});
