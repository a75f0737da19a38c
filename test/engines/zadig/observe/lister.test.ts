import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ZadigClient } from '../../../../src/engines/zadig/client/zadig-client.ts';
import { createLister } from '../../../../src/engines/zadig/observe/lister.ts';
import type { Tracker } from '../../../../src/engines/zadig/observe/tracker.ts';
import { DEFAULT_LIMITS } from '../../../../src/engines/zadig/options.ts';
import { createLibrary } from '../../../../src/engines/zadig/start/library.ts';
import { silentLog } from '../../../../src/log.ts';
import { systemClock } from '../../../../src/time.ts';
import { until } from '../../../until.ts';

type Line = { task_id: number; status: string; create_time: number; end_time: number };

void it('a workflow with many tasks is not read to its depth again and again, and an old task that is tried again is found', async () => {
  const lines = Array.from({ length: 90 }, (_, i): Line => {
    const task_id = 90 - i;
    return { task_id, status: 'passed', create_time: 1000 + task_id, end_time: 2000 + task_id };
  });
  const pages: number[] = [];
  const followed: number[] = [];
  const get: ZadigClient['get'] = async (_path, { pageNum } = {}) => {
    const page = Number(pageNum);
    pages.push(page);
    return { workflow_tasks: lines.slice((page - 1) * 20, page * 20) };
  };
  const surroundings = { clock: systemClock, log: silentLog };
  const client: ZadigClient = { get, post: () => assert.fail(), remove: () => assert.fail(), ahead: () => 0 };
  const limits = { ...DEFAULT_LIMITS, listMs: 1 };
  const library = createLibrary({ workflows: ['shop/one'], projects: [] }, client, limits, surroundings);
  const tracker: Tracker = {
    wake: () => assert.fail(),
    follow: ({ task }) => void followed.push(task),
    start() {},
    stop: async () => {},
  };
  const lister = createLister({ client, library, tracker, ...surroundings }, limits, 0);
  lister.start();
  await until('the second look into the depth', () => pages.filter((page) => page === 5).length === 2);
  const old = lines[70];
  assert.ok(old);
  old.end_time += 1;
  await until('the old task', () => followed.length === 91);
  await lister.stop();
  const deep = pages.filter((page) => page === 5).length;
  const looks = pages.filter((page) => page === 1).length;
  assert.ok(looks > 9 * (deep - 1), `${looks} looks, ${deep} of them into the depth`);
  assert.equal(new Set(followed).size, 90);
});
