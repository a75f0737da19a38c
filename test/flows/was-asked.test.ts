import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDirectory } from '../../src/domain/directory.ts';
import { wasAsked } from '../../src/flows/was-asked.ts';
import type { ApprovalRow } from '../../src/store/approvals.ts';
import { directEvent, NOW, openFlowUnit } from './flow-unit.ts';

const directory = createDirectory({ language: 'en', platforms: [], apps: [], people: [] });
const POST = 3;

test('words count when the question was open by our clock, or called for by the vendor’s, before they were written', async (t) => {
  const unit = await openFlowUnit(t, directory);
  const notice = async (approval: number, post: number, at: number | undefined): Promise<void> => {
    const ref = { platform: 'chat', room: 'R1', id: 'm', ...(at === undefined ? {} : { at }) };
    const key = `gate-${approval}-${post}`;
    const about = { run: 1, post, platform: 'chat', room: 'R1', key, state: 'sent', createdAt: NOW };
    const row = { ...about, subject: { kind: 'gate', approval }, ref: at === 0 ? null : ref } as const;
    await unit.run(async ({ tx }) => await tx.insert(tx.schema.notices).values(row as never));
  };
  const asked = (at: number, approval: number, post?: number): Promise<boolean> =>
    unit.run((context) =>
      wasAsked(context, directEvent('ada', { at }), post, { id: approval, openedAt: NOW } as ApprovalRow),
    );
  await notice(1, POST, NOW - 500);
  await notice(2, POST, undefined);
  await notice(3, POST, 0);

  assert.equal(await asked(NOW, 1), true);
  assert.equal(await asked(NOW + 1, 1), true);
  assert.equal(await asked(NOW - 1, 1), false, 'no card was answered');
  assert.equal(await asked(NOW - 500, 1, POST), true, 'our clock is half a second behind');
  assert.equal(await asked(NOW - 501, 1, POST), false);
  assert.equal(await asked(NOW - 1, 1, POST + 1), false, 'another card');
  assert.equal(await asked(NOW - 1, 2, POST), false, 'the vendor gave no time');
  assert.equal(await asked(NOW - 1, 3, POST), false, 'the call was not sent yet');
  assert.equal(await asked(NOW - 1, 9, POST), false, 'another question');
});
