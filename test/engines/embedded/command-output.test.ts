import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { tell } from '../../../src/engines/common/told.ts';
import {
  claimAttempt,
  type Exit,
  readExit,
  writeAttempt,
  writeExit,
} from '../../../src/engines/embedded/effects/attempt-folder.ts';
import { runCommand } from '../../../src/engines/embedded/effects/command.ts';
import { change } from '../../../src/engines/embedded/effects/follow.ts';
import { createStreamFile, readStreamEnd } from '../../../src/engines/embedded/effects/stream-file.ts';
import { LOG_BYTES, readEnd } from '../../../src/engines/embedded/logs/read-log.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { systemClock } from '../../../src/time.ts';
import { request } from '../../contracts/engine.ts';
import { createHandClock } from '../../fakes/hand-clock.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, startEngine } from './bench.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-output-'));
});
after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const textOf = async (file: string, bytes: number) => (await readStreamEnd(file, bytes))?.end.toString();

test('of a stream the newest is kept, at most twice as much as is wanted, and all of it while that is little', async () => {
  const file = join(folder, 'stdout');
  const stream = createStreamFile(file, 10);
  let all = '';
  for (let i = 0; i < 60; i += 1) {
    const chunk = `${i}`.repeat(1 + (i % 7) * 4);
    stream.write(Buffer.from(chunk));
    all += chunk;
    assert.equal(stream.bytes(), all.length);
    const read = await readStreamEnd(file, 10);
    assert.equal(read?.end.toString(), all.slice(-10));
    assert.equal(read?.cut, all.length > 10);
    assert.ok((read?.size ?? 99) <= 20);
    if (all.length <= 10) assert.equal(read?.size, all.length);
  }
  assert.equal(await textOf(file, 4), all.slice(-4));
  assert.equal(await textOf(join(folder, 'none'), 4), undefined);
});

test('a secret that stands on both sides of a turn is hidden, and so is the rest of one at the beginning', async () => {
  const file = join(folder, 'secret');
  const secret = 'tok-very-secret';
  const stream = createStreamFile(file, 64);
  for (let i = 0; i < 40; i += 1) {
    stream.write(Buffer.from(`line ${i} ${secret}\n`));
    for (const bytes of [20, 40, 64]) {
      const lines = (await readEnd(file, [secret], false, bytes))?.lines ?? [];
      for (const line of lines) assert.match(line, /^line \d+ \*\*\*$/);
    }
  }
});

test('what is read while a command writes hangs together', async () => {
  const file = join(folder, 'fast');
  const stream = createStreamFile(file, 500);
  let line = 0;
  let reading = true;
  const write = (lines: number): void => {
    const text = Array.from({ length: lines }, () => `${(line += 1)}\n`).join('');
    stream.write(Buffer.from(text));
  };
  const writing = (async () => {
    // Sometimes several files pass by between two steps of the reader.
    for (let i = 0; reading; i += 1) {
      write(i % 3 === 0 ? 500 : i % 40);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  for (let i = 0; i < 100; i += 1) {
    const text = await readEnd(file, [], true, 500);
    const numbers = (text?.lines ?? []).map(Number);
    assert.deepEqual(
      numbers,
      numbers.map((_, at) => (numbers[0] ?? 0) + at),
    );
  }
  reading = false;
  await writing;
});

async function open(shell: string) {
  const file = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: web }]
  workflow:
    steps:
      - { name: go, type: apply-component, properties: { component: a }, outputs: [{ name: said, valueFrom: output.said }] }
      - { name: say, type: print-message-in-status, inputs: [{ from: said, parameterKey: message }] }`;
  const environment = { PATH: process.env.PATH ?? '', FOLDER: '.' };
  const target = { name: 'sh', command: { argv: ['sh', '-c', shell], environment } };
  const place = await openPlace({ files: { 'w.yaml': file }, targets: [target] });
  const running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  return {
    place,
    running,
    logs: async () => (await running.engine.logs?.(ref, 'go')) ?? [],
    end: (): Promise<RunSnapshot> =>
      until('the end', async () => {
        const snapshot = await running.engine.look(ref);
        return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
      }),
    async [Symbol.asyncDispose]() {
      await writeFile(join(place.folder, 'go'), '');
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
  return sizes.reduce((sum, one) => sum + (one?.isFile() === true ? one.size : 0), 0);
}

test('a command that writes without end neither fills the disk nor waits, also over a restart of the server', async () => {
  const lines = 'yes "a line of the output" | head -n 800000';
  await using bench = await open(
    `${lines}; ${lines} >&2; echo last; touch "$FOLDER/half"; while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done; ${lines}; echo end; echo '{"said":"x"}'`,
  );
  const attempts = join(bench.place.options.dataDir, 'attempts');
  let most = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, await sizeOf(attempts));
    }
  })();
  const half = join(bench.place.folder, 'half');
  await until('the first half', () => existsSync(half), 60_000);
  const live = await until('the last line', async () => {
    const logs = await bench.logs();
    return logs[0]?.lines.at(-1) === 'last' && logs;
  });
  assert.deepEqual(
    live.map(({ stream, cut }) => [stream, cut]),
    [
      ['stdout', true],
      ['stderr', true],
    ],
  );
  await bench.running.restart();
  await writeFile(join(bench.place.folder, 'go'), '');
  const end = await bench.end();
  over = true;
  await watching;
  assert.ok(most > LOG_BYTES && most < 4 * LOG_BYTES + 10_000, `${most} bytes`);
  const bytes = 2 * 800_000 * 'a line of the output\n'.length + 'last\nend\n{"said":"x"}\n'.length;
  assert.match(
    end.steps[0]?.message ?? '',
    new RegExp(`^its output of ${bytes} bytes is over the limit of 1000000 and was not read`),
  );
  const kept = await until('the kept log', async () => {
    const logs = await bench.logs();
    return (await readdir(attempts)).length === 0 && logs;
  });
  assert.deepEqual(kept[0]?.lines.slice(-3), ['a line of the output', 'end', '{"said":"x"}']);
  assert.ok((kept[0]?.lines.join('\n').length ?? 0) <= LOG_BYTES);
});

test('what a command says at the end of much is what its failure says', async () => {
  await using bench = await open(
    'yes "a line of the log" | head -n 200000 >&2; echo "no such image" >&2; exit 3',
  );
  const end = await bench.end();
  assert.equal(end.steps[0]?.message, 'the command ended with exit code 3: no such image');
});

test('a command may open its streams by their names', async () => {
  await using bench = await open(
    'echo one > /dev/stderr; echo two | tee /dev/stderr > /dev/null; echo \'{"said":"three"}\' > /dev/stdout',
  );
  const end = await bench.end();
  assert.deepEqual([end.phase, end.steps[1]?.message], ['succeeded', 'three'], JSON.stringify(end.steps));
});

test('what a command leaves behind does not hold up its step, and may go on writing', async () => {
  await using bench = await open(
    `(while test -d "$FOLDER" && ! test -e "$FOLDER/go"; do sleep 0.02; done; i=0; while [ $i -lt 8000 ]; do echo "a line to nobody"; i=$((i+1)); done; echo lives >> "$FOLDER/behind") & echo '{"said":"done"}'`,
  );
  const end = await bench.end();
  assert.deepEqual([end.phase, end.steps[1]?.message], ['succeeded', 'done']);
  await writeFile(join(bench.place.folder, 'go'), '');
  const file = join(bench.place.folder, 'behind');
  await until('what was left behind', async () => (await linesOf(file)).length === 1);
});

test('a command that is to end while it is being started ends at once, or never begins', async () => {
  const wrapper = fileURLToPath(new URL('../../../src/engines/embedded/effects/wrapper.ts', import.meta.url));
  const endings = Array.from({ length: 8 }, async (_, i) => {
    const attempt = join(folder, `attempt-${i}`);
    await mkdir(attempt);
    await writeAttempt(attempt, { argv: ['sleep', '600'], keepBytes: 1000 }, '{}');
    const child = spawn(process.execPath, [wrapper, attempt, ''], { detached: true, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await until('the claim', () => existsSync(join(attempt, 'claim')));
    const { pid } = child;
    assert.ok(pid !== undefined);
    try {
      // Each at another moment.
      for (let n = 0; n < i * 20; n += 1) await stat(attempt);
      process.kill(-pid, 'SIGTERM');
      const exit = await until('its end', () => readExit(attempt));
      await ended;
      return exit;
    } finally {
      if (child.exitCode === null) process.kill(-pid, 'SIGKILL');
    }
  });
  for (const ending of endings)
    assert.deepEqual(await ending, { code: null, signal: 'SIGTERM', stdoutBytes: 0 });
});

test('what a command writes does not make the server look at it', async () => {
  const attempt = join(folder, 'watched');
  await mkdir(attempt);
  let seen = 0;
  const watcher = watch(attempt, () => {
    seen += 1;
  });
  try {
    const exit = join(attempt, 'exit.json');
    const changed = change(attempt, createHandClock(), new AbortController().signal);
    const endedBy = changed.then(() => existsSync(exit));
    for (const name of ['stdout', 'stderr', 'stdout.1']) {
      const before_ = seen;
      await writeFile(join(attempt, name), 'x');
      await until('the event', () => seen > before_);
    }
    await writeFile(exit, '{}');
    assert.equal(await endedBy, true);
  } finally {
    watcher.close();
  }
});

/** A command that ended while no server ran, as its folder tells it. */
async function takenOver(name: string, stdout: string, exit: Exit, outputBytes = 10) {
  const attempt = join(folder, `${name}-1`);
  await writeAttempt(attempt, { argv: ['x'], keepBytes: 1000 }, '{}');
  assert.ok(await claimAttempt(attempt, { pid: 2 ** 30, started: 'long ago' }));
  await writeFile(join(attempt, 'stdout'), stdout);
  await writeFile(join(attempt, 'stderr'), '');
  await writeExit(attempt, exit);
  return await runCommand({
    command: { argv: ['x'], environment: {} },
    folder: join(folder, name),
    input: {},
    outputBytes,
    clock: systemClock,
    signal: new AbortController().signal,
  });
}

test('what an older version left is taken over, and what a full disk did not take is no output', async () => {
  const good = { code: 0, signal: null };
  assert.deepEqual(await takenOver('old', '{"a":1}\n', good), { kind: 'done', value: { a: 1 } });
  const note = tell('output-over', { size: 20, limit: 10 });
  assert.equal(note.message, 'its output of 20 bytes is over the limit of 10 and was not read');
  assert.deepEqual(await takenOver('old-large', '1'.repeat(20), good), {
    kind: 'done',
    value: undefined,
    note,
  });
  assert.deepEqual(await takenOver('full', '{"a":', { ...good, stdoutBytes: 8 }), {
    kind: 'done',
    value: undefined,
    note: tell('output-lost'),
  });
});

test('an output that stands too deep in itself is none, and says so', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const result = await takenOver('deep', `logged\n${deep}`, { code: 0, signal: null }, 1_000_000);
  assert.deepEqual(result, { kind: 'done', value: undefined, note: tell('output-deep', { limit: 500 }) });
});

test('a command whose own process ends at once says so', async () => {
  const result = await runCommand({
    command: { argv: ['x'], environment: { NODE_OPTIONS: '--no-such-option' } },
    folder: join(folder, 'never'),
    input: {},
    outputBytes: 10,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  assert.ok(result.kind === 'failed');
  assert.equal(result.message, 'the command could not be started: the process that runs it ended at once');
  assert.equal(sayingText(result, 'zh'), '无法启动命令：负责运行它的进程随即退出');
});
