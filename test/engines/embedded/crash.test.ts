import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { createRandom } from '../../fakes/random.ts';
import { linesOf } from './bench.ts';

const SERVER = fileURLToPath(new URL('./crash-server.ts', import.meta.url));
const RUNS = 18;
const KILLS = 12;

const WORKFLOW = `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: w }
spec:
  components: [{ name: a, type: t }, { name: b, type: t }]
  workflow:
    steps:
      - { name: one, type: apply-component, properties: { component: a } }
      - { name: both, type: deploy }
---
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: g }
spec:
  components: [{ name: a, type: t }, { name: b, type: t }]
  policies: [{ name: p, type: env-binding, properties: { envs: [{ name: e }] } }]
  workflow:
    mode: { steps: DAG }
    steps:
      - name: group
        type: step-group
        subSteps:
          - { name: one, type: apply-component, properties: { component: a } }
          - { name: two, type: apply-component, properties: { component: b } }
      - { name: three, type: deploy2env, properties: { env: e, parallel: true } }
      - { name: four, type: exec, properties: { command: [append] } }
`;

/** Half of the runs are of `w`, which runs three, and half of `g`, which runs five. */
const COMMANDS = (RUNS / 2) * (3 + 5);

/** Appends what it was given, and takes a moment over it, so that kills hit it too. */
const APPEND = `#!/bin/sh
input=$(cat); sleep 0.0$(($$ % 8)); printf "%s\\n" "$input" >> "$FOLDER/ran"; sleep 0.0$(($$ % 9))
`;

type Server = { process: ChildProcess; started: Promise<void>; ended: Promise<RunSnapshot[] | undefined> };

function startServer(folder: string): Server {
  const server = spawn(process.execPath, [SERVER, folder, String(RUNS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let start = (): void => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  let result: RunSnapshot[] | undefined;
  const lines = createInterface({ input: server.stdout });
  lines.on('line', (line) => {
    if (line === 'started') start();
    if (line.startsWith('ended ')) result = JSON.parse(line.slice('ended '.length));
  });
  const ended = once(lines, 'close').then(() => {
    start();
    return result;
  });
  return { process: server, started, ended };
}

test('however often the server is killed, every command runs once', async (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`SEED=${seed}`);
  const random = createRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-crash-'));
  await mkdir(join(folder, 'workflows'));
  await writeFile(join(folder, 'workflows/w.yaml'), WORKFLOW);
  await writeFile(join(folder, 'append'), APPEND, { mode: 0o755 });
  try {
    let kills = 0;
    let midway = 0;
    let ends: RunSnapshot[] | undefined;
    while (ends === undefined) {
      const server = startServer(folder);
      await server.started;
      if (kills < KILLS) {
        await Promise.race([server.ended, new Promise((resolve) => setTimeout(resolve, random.below(250)))]);
        server.process.kill('SIGKILL');
        kills += 1;
      }
      ends = await server.ended;
      if ((await linesOf(join(folder, 'ran'))).length < COMMANDS) midway += 1;
    }
    t.diagnostic(`${kills} kills, ${midway} while there was work left`);
    assert.ok(midway >= 3, `only ${midway} kills came while there was work left`);
    assert.deepEqual(
      ends.map((s) => [s.phase, s.message]),
      Array.from({ length: RUNS }, () => ['succeeded', undefined]),
    );
    const ran = (await linesOf(join(folder, 'ran'))).map((line) => JSON.parse(line));
    const each = ran.map(
      ({ name, context }) => `${context.run} ${context.step} ${context.stepSessionID} ${name}`,
    );
    assert.equal(new Set(each).size, each.length, 'a command ran twice');
    assert.equal(each.length, COMMANDS);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
