import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal } from '../../../src/domain/run.ts';
import { cleanText } from '../../../src/engines/embedded/logs/clean.ts';
import { LOG_BYTES, readEnd } from '../../../src/engines/embedded/logs/read-log.ts';
import { secretValues } from '../../../src/engines/embedded/logs/secret-values.ts';
import { sweep } from '../../../src/engines/embedded/logs/sweep.ts';
import { masked } from '../../../src/engines/embedded/masked.ts';
import { insertExecution } from '../../../src/store/executions.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { openPlace, startEngine } from './bench.ts';

const FILE = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: web }, { name: b, type: web }]
  workflow:
    steps:
      - { name: one, type: apply-component, properties: { component: a } }
      - { name: both, type: deploy }`;

const SHELL = `grep -q '"name":"a".*"step":"one"' - && name=one || name=other
printf '\\033[31mred\\033[0m of %s\\r\\n<b>& key %s\\n' "$name" "$TOKEN"
echo "trouble" >&2
if test $name = one; then while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done; fi
printf 'the end'`;

async function open(shell = SHELL) {
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.', TOKEN: 'tok-very-secret' };
  const target = { name: 'sh', command: { argv: ['sh', '-c', shell], environment } };
  const place = await openPlace({ files: { 'w.yaml': FILE }, targets: [target] });
  const running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  return {
    place,
    running,
    ref,
    logs: async (step?: string) => (await running.engine.logs?.(ref, step)) ?? [],
    async [Symbol.asyncDispose]() {
      await writeFile(join(place.folder, 'go'), '');
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

test('what a command writes can be read while it runs and is kept afterwards, without colours and secrets', async () => {
  await using bench = await open();
  const { place, running, ref } = bench;
  const live = await until('both streams', async () => {
    const logs = await bench.logs('one');
    return logs.length === 2 && logs;
  });
  assert.deepEqual(live, [
    { step: 'one', stream: 'stdout', lines: ['red of one', '<b>& key ***'], cut: false },
    { step: 'one', stream: 'stderr', lines: ['trouble'], cut: false },
  ]);
  await writeFile(join(place.folder, 'go'), '');
  await until('its end', async () => isFinal((await running.engine.look(ref))?.phase ?? 'running'));
  await until(
    'the last log',
    async () => (await readdir(join(place.options.dataDir, 'attempts'))).length === 0,
  );
  const kept = await bench.logs();
  assert.deepEqual(
    kept.map(({ step, part, stream }) => [step, part, stream]),
    [
      ['one', undefined, 'stdout'],
      ['one', undefined, 'stderr'],
      ['both', 'a', 'stdout'],
      ['both', 'a', 'stderr'],
      ['both', 'b', 'stdout'],
      ['both', 'b', 'stderr'],
    ],
  );
  assert.deepEqual(kept[0]?.lines, ['red of one', '<b>& key ***', 'the end']);
  const folder = join(place.options.dataDir, 'logs', ref);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  for (const name of await readdir(folder)) {
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
    assert.ok(!(await readFile(join(folder, name), 'utf8')).includes('tok-very'));
  }
  // Another server of the same database has no such folder.
  assert.deepEqual(await running.engine.logs?.('999'), []);
  assert.deepEqual(await running.engine.logs?.('../../x'), []);
});

test('secrets are hidden in every form that programs write them in', () => {
  const pem = '-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\nabcdefghijkl\n-----END KEY-----\n';
  const values = secretValues({
    id: 'local',
    workflows: '',
    dataDir: '',
    targets: [
      { name: 't', command: { argv: [], environment: { PATH: '/usr/bin', A: 'p@ss "word"', SHORT: 'ab' } } },
      { name: 'h', http: { url: '', headers: { authorization: 'Bearer abcdef' }, timeoutMs: 1 } },
    ],
    secrets: { robot: { key: pem } },
  });
  const said = [
    'plain p@ss "word"',
    `json ${JSON.stringify({ a: 'p@ss "word"' })}`,
    `url https://x/?a=${encodeURIComponent('p@ss "word"')}`,
    `base64 ${Buffer.from('p@ss "word"').toString('base64')}`,
    'header: Bearer abcdef',
    `> MIIEowIBAAKCAQEA`,
    pem,
  ].join('\n');
  const shown = masked(said, values);
  for (const secret of ['p@ss', 'p%40ss', 'cEBzcyA', 'abcdef', 'MIIE'])
    assert.ok(!shown.includes(secret), secret);
  assert.match(masked('/usr/bin/ab', values), /^\/usr\/bin\/ab$/);
});

test('text for terminals becomes lines that one can read', () => {
  assert.equal(
    cleanText('\u001b[1;31mred\u001b[0m\u001b]8;;http://x\u0007link\u001b]8;;\u001b\\'),
    'redlink',
  );
  assert.equal(cleanText('10%\r50%\r100%\r\ndone\n'), '100%\ndone\n');
  assert.equal(cleanText('a\u202eb\u0000c\td\u009b2J'), 'abc\td');
  assert.equal(cleanText('\r\n\r'), '\n');
  // Hostile texts cost no more than their length.
  for (const bad of ['x', '\r', '\u001b]', '\u001b[1', ' \r', '\u001b'])
    assert.ok(cleanText(bad.repeat(500_000)).length <= 500_000 * 2);
  // A secret that is coloured in the middle is whole again.
  assert.equal(cleanText('tok-\u001b[1mvery\u001b[0m-secret'), 'tok-very-secret');
});

test('of a long log the end is read, and never the rest of a secret', async () => {
  await using place = await openPlace({ files: {} });
  const file = join(place.folder, 'log');
  const secret = 'tok-very-secret';
  // The part that is read begins in the middle of the secret.
  const rest = `${'x'.repeat(99)}\n`.repeat(LOG_BYTES / 100).slice(0, LOG_BYTES - 10);
  await writeFile(file, `begin ${secret}${rest}`);
  const text = await readEnd(file, [secret], false);
  assert.equal(text?.cut, true);
  assert.ok(text?.lines.every((line) => /^x*$/.test(line)));
  // A line that is not written to its end may end in the middle of one.
  await writeFile(file, 'first\nkey tok-very');
  assert.deepEqual(await readEnd(file, [secret], true), { lines: ['first'], cut: false });
  assert.deepEqual((await readEnd(file, [secret], false))?.lines, ['first', 'key tok-very']);
  assert.equal(await readEnd(join(place.folder, 'none'), [], false), undefined);
});

test('logs go when their time is over, or their run is gone, and others stay', async () => {
  await using place = await openPlace({ files: { 'w.yaml': FILE } });
  const day = 24 * 3_600_000;
  const now = Date.now();
  const insert = (key: string) =>
    place.db.tx((tx) =>
      insertExecution(tx, {
        engine: place.options.id,
        key,
        workflow: 'w',
        document: {},
        state: { steps: [] },
        phase: 'succeeded',
        order: 1,
        wakeAt: null,
        untold: null,
        createdAt: 0,
        endedAt: 1,
        leaseEpoch: 0,
        leaseUntil: 0,
      }),
    );
  const refs = [await insert('a'), await insert('b'), 999];
  const folder = join(place.options.dataDir, 'logs');
  for (const ref of refs) await mkdir(join(folder, String(ref)), { recursive: true });
  await mkdir(join(place.options.dataDir, 'attempts'), { recursive: true });
  await utimes(join(folder, String(refs[1])), (now - 8 * day) / 1000, (now - 8 * day) / 1000);
  assert.equal(await sweep({ ...place.options, keepLogsMs: 7 * day }, place.db, now), 2);
  assert.deepEqual(await readdir(folder), [String(refs[0])]);
});
