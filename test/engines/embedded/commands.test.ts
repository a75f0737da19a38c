import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { claimAttempt, writeAttempt } from '../../../src/engines/embedded/effects/attempt-folder.ts';
import { groupLives, identityOf, isAlive } from '../../../src/engines/embedded/effects/process-identity.ts';
import type { CommandTarget } from '../../../src/engines/embedded/options.ts';
import { type Clock, systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place, type Running, startEngine } from './bench.ts';

const APPLICATION = `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: web, type: webservice, properties: { image: '$(touch /tmp/never) \`id\`; "' } }]
  workflow:
    steps:
      - name: go
        type: apply-component
        properties: { component: web }
        outputs: [{ name: said, valueFrom: output.said }]
      - { name: say, type: print-message-in-status, inputs: [{ from: said, parameterKey: message }] }
`;

type Bench = AsyncDisposable & { place: Place; running: Running };

/** Runs a line of shell as the target; `clock` is the engine's. */
async function open(
  shell: string,
  command: Partial<CommandTarget> = {},
  clock: Clock = systemClock,
): Promise<Bench> {
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.', ...command.environment };
  const target = { name: 'target', command: { argv: ['sh', '-c', shell], ...command, environment } };
  const place = await openPlace({ files: { 'w.yaml': APPLICATION }, targets: [target], clock });
  const running = await startEngine(place, clock);
  return {
    place,
    running,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function start(bench: Bench, key = 'k'): Promise<string> {
  return (await bench.running.engine.run(request('w'), key)).ref;
}

function state(bench: Bench, ref: string, is: (s: RunSnapshot) => boolean): Promise<RunSnapshot> {
  return until(`a state of run ${ref}`, async () => {
    const snapshot = await bench.running.engine.look(ref);
    return snapshot !== undefined && is(snapshot) && snapshot;
  });
}

const ended = (snapshot: RunSnapshot): boolean => isFinal(snapshot.phase);

async function messageOf(shell: string, command?: Partial<CommandTarget>): Promise<string | undefined> {
  await using bench = await open(shell, command);
  return (await state(bench, await start(bench), ended)).steps[0]?.message;
}

/** The process that leads the group of the only attempt there is. */
function leaderOf(place: Place): Promise<{ pid: number; started: string }> {
  return until('a claim', async () => {
    const attempts = join(place.options.dataDir, 'attempts');
    const [name] = await readdir(attempts);
    if (name === undefined) return undefined;
    const text = await readFile(join(attempts, name, 'claim'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : JSON.parse(text);
  });
}

test('a command gets the component on standard input, its own environment, and no shell', async () => {
  const { execPath } = process;
  const program = `
    let input = ''; process.stdin.on('data', (c) => { input += c; }).on('end', () => {
      const { properties, context } = JSON.parse(input);
      console.log(JSON.stringify({ said: [properties.image, process.argv[1], Object.keys(process.env).sort().join(), context.environment, process.cwd()].join(' | ') }));
    });`;
  await using bench = await open('', { argv: [execPath, '-e', program, '--', '$HOME; id'], cwd: '/' });
  const end = await state(bench, await start(bench), ended);
  assert.equal(end.steps[1]?.message, '$(touch /tmp/never) `id`; " | $HOME; id | FOLDER,PATH | prod | /');
});

test('its output is what it prints, or the last line of that; anything else is no output and no mistake', async () => {
  const said = async (shell: string): Promise<(string | undefined)[]> => {
    await using bench = await open(shell);
    const end = await state(bench, await start(bench), ended);
    return end.steps.map((s) => s.message);
  };
  const whole = 'printf \'{\\n  "said": "all of it"\\n}\\n\'';
  assert.deepEqual(await said(whole), [undefined, 'all of it']);
  assert.deepEqual(await said('echo starting; echo \'{"said":"the last line"}\''), [
    undefined,
    'the last line',
  ]);
  const [note] = await said('echo hello');
  assert.equal(note, 'output said is null: output is not there');
  const [large] = await said('head -c 2000000 /dev/zero');
  assert.match(
    large ?? '',
    /^its output of 2000000 bytes is over the limit of 1000000 and was not read; output said/,
  );
});

test('a failure says what the command said last, without secrets and addresses', async () => {
  const environment = { TOKEN: 't0psecret-token' };
  const shell =
    'echo first >&2; printf "\\033[31mdenied for $TOKEN at https://user:pw@host.example/a?key=1\\033[0m\\n\\n" >&2; exit 7';
  assert.equal(
    await messageOf(shell, { environment }),
    'the command ended with exit code 7: denied for *** at https://host.example/…',
  );
  assert.equal(await messageOf('kill -9 $$'), 'the command was ended by SIGKILL');
  assert.equal(await messageOf('exit 3'), 'the command ended with exit code 3');
  assert.match(
    (await messageOf('', { argv: ['/no/such/program'] })) ?? '',
    /^\/no\/such\/program could not be started: .*ENOENT/,
  );
});

test('a cancel ends the command and what it has started, and kills what does not listen after ten seconds', async () => {
  await using polite = await open('sleep 600 & sleep 600');
  const first = await start(polite);
  const leader = await leaderOf(polite.place);
  await polite.running.engine.act(first, 'cancel', { name: 'Ada' }, 'a');
  const end = await state(polite, first, ended);
  assert.deepEqual([end.phase, end.steps[0]?.message], ['terminated', 'cancelled by Ada']);
  await until('the group to be empty', async () => !(await groupLives(leader)));

  // The ten seconds pass ten times as fast.
  const fast: Clock = { now: () => systemClock.now(), after: (ms, fire) => systemClock.after(ms / 10, fire) };
  await using deaf = await open('trap "" TERM; echo up > "$FOLDER/up"; while :; do sleep 1; done', {}, fast);
  const second = await start(deaf);
  await until('the command', async () => (await linesOf(join(deaf.place.folder, 'up'))).length > 0);
  const other = await leaderOf(deaf.place);
  await deaf.running.engine.act(second, 'cancel', { name: 'Ada' }, 'a');
  await state(deaf, second, (s) => s.steps[0]?.message === 'Ada cancels it');
  assert.ok(await groupLives(other));
  const killed = await state(deaf, second, ended);
  assert.equal(killed.phase, 'terminated');
  assert.equal(
    killed.steps[0]?.message,
    'cancelled by Ada; it did not end when it was asked to, and was killed',
  );
  assert.ok(!(await groupLives(other)));
});

test('what a command has started is killed too when only the command itself ends as it was asked to', async () => {
  const fast: Clock = { now: () => systemClock.now(), after: (ms, fire) => systemClock.after(ms / 20, fire) };
  await using bench = await open(
    '(trap "" TERM; echo up > "$FOLDER/up"; while :; do sleep 1; done) & sleep 600',
    {},
    fast,
  );
  const ref = await start(bench);
  await until('the command', async () => (await linesOf(join(bench.place.folder, 'up'))).length > 0);
  const leader = await leaderOf(bench.place);
  await bench.running.engine.act(ref, 'cancel', { name: 'Ada' }, 'a');
  assert.equal((await state(bench, ref, ended)).steps[0]?.message, 'cancelled by Ada');
  assert.ok(!(await groupLives(leader)));
});

test('a command that takes longer than its target or its step allows is ended', async () => {
  const message = await messageOf('sleep 600', { timeoutMs: 100 });
  assert.equal(message, 'the command was ended: its target allows it 0.1 s');
});

test('a command that ended while no server ran is taken over, one that still runs is waited for', async () => {
  await using bench = await open(
    'echo ran >> "$FOLDER/ran"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done; echo \'{"said":"it held"}\'; touch "$FOLDER/done"',
  );
  const { place, running } = bench;
  const ref = await start(bench);
  await until('the command', async () => (await linesOf(join(place.folder, 'ran'))).length > 0);
  await running.restart();
  assert.equal((await running.engine.look(ref))?.phase, 'running');
  await running.engine.stop();
  await writeFile(join(place.folder, 'go'), '');
  const leader = await leaderOf(place);
  await until('the end of the command', async () => !(await isAlive(leader)));
  await running.restart();
  const end = await state(bench, ref, ended);
  assert.deepEqual([end.phase, end.steps[1]?.message], ['succeeded', 'it held']);
  assert.deepEqual(await linesOf(join(place.folder, 'ran')), ['ran']);
});

test('a command that is gone without exit code is cut off, says so, and a retry runs it afresh', async () => {
  await using bench = await open(
    'echo ran >> "$FOLDER/ran"; test -e "$FOLDER/quick" || sleep 600; echo \'{"said":"afresh"}\'',
  );
  const { place, running } = bench;
  const ref = await start(bench);
  await until('the command', async () => (await linesOf(join(place.folder, 'ran'))).length > 0);
  const leader = await leaderOf(place);
  await running.engine.stop();
  process.kill(-leader.pid, 'SIGKILL');
  await until('the group to be empty', async () => !(await groupLives(leader)));
  await running.restart();
  const end = await state(bench, ref, ended);
  assert.equal(end.phase, 'failed');
  assert.match(
    end.steps[0]?.message ?? '',
    /^the command was cut off: its process is gone and left no exit code/,
  );
  assert.deepEqual(end.steps[0]?.says, [{ code: 'cut-off' }]);
  await writeFile(join(place.folder, 'quick'), '');
  await running.engine.act(ref, 'retry', { name: 'Ada' }, 'a');
  assert.equal((await state(bench, ref, (s) => s.phase === 'succeeded')).steps[1]?.message, 'afresh');
  assert.equal((await linesOf(join(place.folder, 'ran'))).length, 2);
});

test('while the command lives on without its wrapper it is not cut off, and nothing else is started', async () => {
  await using bench = await open(
    'echo ran >> "$FOLDER/ran"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done; touch "$FOLDER/done"',
  );
  const { place, running } = bench;
  const ref = await start(bench);
  await until('the command', async () => (await linesOf(join(place.folder, 'ran'))).length > 0);
  const leader = await leaderOf(place);
  process.kill(leader.pid, 'SIGKILL');
  await until('the end of the wrapper', async () => !(await isAlive(leader)));
  assert.ok(await groupLives(leader));
  await running.restart();
  assert.equal((await running.engine.look(ref))?.phase, 'running');
  await writeFile(join(place.folder, 'go'), '');
  const end = await state(bench, ref, ended);
  assert.match(end.steps[0]?.message ?? '', /cut off/);
  await readFile(join(place.folder, 'done'));
  assert.deepEqual(await linesOf(join(place.folder, 'ran')), ['ran']);
});

test('a wrapper that comes after its attempt was given up starts nothing', async () => {
  const place = await openPlace({ files: {} });
  try {
    const folder = join(place.folder, 'attempt');
    await writeAttempt(folder, { argv: ['touch', join(place.folder, 'ran')], keepBytes: 1000 }, '{}');
    assert.equal(await claimAttempt(folder, 'void'), true);
    assert.equal(await claimAttempt(folder, { pid: 1, started: 'x' }), false);
    const wrapper = fileURLToPath(
      new URL('../../../src/engines/embedded/effects/wrapper.ts', import.meta.url),
    );
    const [code] = await once(spawn(process.execPath, [wrapper, folder], { stdio: 'inherit' }), 'exit');
    assert.equal(code, 0);
    assert.deepEqual((await readdir(place.folder)).includes('ran'), false);
    assert.equal((await readdir(folder)).includes('exit.json'), false);
  } finally {
    await place[Symbol.asyncDispose]();
  }
});

test('an attempt that was prepared and never claimed is given up, and the command runs once in the next', async () => {
  await using bench = await open(
    'echo ran >> "$FOLDER/ran"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done',
  );
  const { place, running } = bench;
  const ref = await start(bench);
  const leader = await leaderOf(place);
  await running.engine.stop();
  // As if the server had died between preparing the attempt and the claim of its wrapper.
  process.kill(-leader.pid, 'SIGKILL');
  await until('the group to be empty', async () => !(await groupLives(leader)));
  const attempts = join(place.options.dataDir, 'attempts');
  const [name = ''] = await readdir(attempts);
  await rm(join(attempts, name, 'claim'));
  await rm(join(place.folder, 'ran'), { force: true });
  await writeFile(join(place.folder, 'go'), '');
  await running.restart();
  assert.equal((await state(bench, ref, ended)).steps[0]?.phase, 'succeeded');
  assert.deepEqual(await linesOf(join(place.folder, 'ran')), ['ran']);
  await until('nothing to be left', async () => (await readdir(attempts)).length === 0);
});

test('a process is told from a later one with its number', async () => {
  const child = spawn('sleep', ['600']);
  const { pid } = child;
  assert.ok(pid);
  const identity = await identityOf(pid);
  assert.ok(identity);
  assert.equal(await isAlive(identity), true);
  assert.equal(await isAlive({ pid, started: 'another time' }), false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(await isAlive(identity), false);
});
