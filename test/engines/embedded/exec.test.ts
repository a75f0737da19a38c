import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFinal, type RunSnapshot } from '../../../src/domain/run.ts';
import { ConfigError } from '../../../src/errors.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';
import { request } from '../../contracts/engine.ts';
import { until } from '../../until.ts';
import { linesOf, openPlace, type Place, type PlaceOptions, type Running, startEngine } from './bench.ts';

/** Node with a script of its own: what the tests let steps run. */
const PROGRAMS = { node: process.execPath, './tool': process.execPath };

const ENV = 'environment';

function workflow(...steps: readonly string[]): string {
  return `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata: { name: w }
spec:
  context: { word: "two words; $(id)" }
  workflowSpec:
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`;
}

async function open(file: string, options: Partial<PlaceOptions> = {}): Promise<Place> {
  return await openPlace({ files: { 'w.yaml': file }, exec: PROGRAMS, ...options });
}

async function end(running: Running, key = 'k'): Promise<RunSnapshot> {
  const { ref } = await running.engine.run(request('w'), key);
  return await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
}

async function problems(file: string, options: Partial<PlaceOptions> = {}): Promise<string[]> {
  await using place = await open(file, options);
  try {
    await using _ = await startEngine(place);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}

test('a program gets its arguments as they are, its folder, its variables and no others, and what the step belongs to', async () => {
  const script =
    "const input = JSON.parse(require('fs').readFileSync(0)); console.log('working'); console.log(JSON.stringify({ argv: process.argv.slice(1), cwd: process.cwd(), env: process.env, step: input.context.step, app: input.context.app }))";
  const step = `{ name: go, type: exec, properties: { command: [node, -e, "${script}", a b, "$HOME", ""], cwd: work, ${ENV}: { MODE: fast, PYTHONUNBUFFERED: "1", GIT_AUTHOR_NAME: ci, TOKEN: { secretRef: { name: ci, key: token } }, NUMBER: { value: "7" } } },
          inputs: [{ from: context.word, parameterKey: "command[4]" }],
          outputs: [{ name: all, valueFrom: stdout }, { name: mode, valueFrom: output.env.MODE }] }`;
  await using place = await open(
    workflow(
      step,
      '{ name: say, type: print-message-in-status, inputs: [{ from: mode, parameterKey: message }] }',
    ),
    { secrets: { ci: { token: 't0psecret' } } },
  );
  await mkdir(join(place.folder, 'work'));
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.steps[1]?.message, 'fast', JSON.stringify(done.steps));
  const row = await place.db.read.select().from(place.db.schema.executions);
  const stored = JSON.stringify(row[0]?.state);
  const text: string = JSON.parse(stored).steps[0].outputs.all;
  assert.ok(text.startsWith('working\n'));
  const said = JSON.parse(text.slice('working\n'.length));
  assert.deepEqual(said.argv, ['a b', 'two words; $(id)', '']);
  assert.equal(said.cwd, join(place.folder, 'work'));
  assert.deepEqual([said.step, said.app], ['go', 'shop']);
  assert.deepEqual(Object.keys(said.env).sort(), [
    'GIT_AUTHOR_NAME',
    'HOME',
    'MODE',
    'NUMBER',
    'PATH',
    'PYTHONUNBUFFERED',
    'TOKEN',
  ]);
  assert.equal(said.env.TOKEN, 't0psecret');
});

test('an exit code other than 0 fails the step with the last line of its error, without its secrets; a missing program says so', async () => {
  const script =
    "console.error('using t0psecret, ' + btoa(process.env.TOKEN) + ', of-a-f1le'); process.exitCode = 3";
  const step = `{ name: go, type: exec, properties: { command: [./tool, -e, "${script}"], ${ENV}: { TOKEN: { secretRef: { name: ci, key: token } } } } }`;
  await using place = await open(
    workflow(
      step,
      '{ name: gone, type: exec, if: always, properties: { command: [gone] } }',
      '{ name: nowhere, type: exec, if: always, properties: { command: [node], cwd: nowhere } }',
    ),
    {
      secrets: { ci: { token: 't0psecret', other: 'of-a-f1le' } },
      exec: { ...PROGRAMS, gone: '/nowhere/gone' },
    },
  );
  await using running = await startEngine(place);
  const done = await end(running);
  assert.equal(done.phase, 'failed');
  assert.equal(done.steps[0]?.message, 'the command ended with exit code 3: using ***, ***, ***');
  assert.doesNotMatch(JSON.stringify(done), /f1le/);
  assert.match(done.steps[1]?.message ?? '', /^\/nowhere\/gone could not be started: .*ENOENT/);
  assert.match(done.steps[2]?.message ?? '', / could not be started: its folder .*\/nowhere is not there$/);
  assert.match(sayingText(done.steps[2] ?? {}, 'zh') ?? '', /^无法启动 .*：工作目录 .*\/nowhere 不存在$/);
  assert.match(sayingText(done.steps[1] ?? {}, 'zh') ?? '', /^无法启动 \/nowhere\/gone：.*ENOENT/);
  // What it wrote stays to be looked at.
  const attempts = join(place.options.dataDir, 'attempts');
  const written = await Promise.all(
    (await readdir(attempts)).map((one) => readFile(join(attempts, one, 'stderr'), 'utf8')),
  );
  assert.deepEqual(written.sort(), ['', '', 'using t0psecret, dDBwc2VjcmV0, of-a-f1le\n']);
});

test('a program whose arguments are too long for the system says that it could not be started', async () => {
  const say = `{ name: say, type: exec, properties: { command: [node, -e, "console.log('x'.repeat(200000))"] }, outputs: [{ name: long, valueFrom: stdout }] }`;
  const go =
    '{ name: go, type: exec, properties: { command: [node, -v] }, inputs: [{ from: long, parameterKey: "command[2]" }] }';
  await using place = await open(workflow(say, go));
  await using running = await startEngine(place);
  const done = await end(running);
  assert.match(done.steps[1]?.message ?? '', / could not be started: spawn E2BIG$/);
});

test('a program runs once per attempt: a restart waits for it and takes over what it wrote', async () => {
  const script =
    "const fs = require('fs'); console.log('waits'); fs.appendFileSync('ran', 'x\\\\n'); const t = setInterval(() => { if (fs.existsSync('go')) { clearInterval(t); console.log(JSON.stringify({ word: 'kept' })) } }, 5)";
  const step = `{ name: go, type: exec, properties: { command: [node, -e, "${script}"] }, outputs: [{ name: word, valueFrom: output.word }] }`;
  await using place = await open(
    workflow(
      step,
      '{ name: say, type: print-message-in-status, inputs: [{ from: word, parameterKey: message }] }',
    ),
  );
  await using running = await startEngine(place);
  const { ref } = await running.engine.run(request('w'), 'k');
  const ran = join(place.folder, 'ran');
  await until('the program to run', async () => (await linesOf(ran)).length === 1);
  // What it has written so far can be read while it runs.
  const log = await until('its log', async () => (await running.engine.logs?.(ref, 'go'))?.[0]);
  assert.equal(log.lines[0], 'waits');
  await running.restart();
  await writeFile(join(place.folder, 'go'), '');
  const done = await until('the end', async () => {
    const snapshot = await running.engine.look(ref);
    return snapshot !== undefined && isFinal(snapshot.phase) && snapshot;
  });
  assert.equal(done.steps[1]?.message, 'kept', JSON.stringify(done.steps));
  assert.deepEqual(await linesOf(ran), ['x']);
});

test('nothing may be run unless the configuration names it, in the same spelling', async () => {
  const step = (command: string): string =>
    workflow(`{ name: go, type: exec, properties: { command: ${command} } }`);
  for (const exec of [undefined, {}]) {
    assert.deepEqual(await problems(step('[node]'), { exec: exec as Record<string, string> }), [
      'w.yaml:8:57: "properties" of step "go": the program "node" is not under "exec: {allow: […]}" of this engine (it names none)',
    ]);
  }
  for (const command of [
    '[sh, -c, id]',
    '["/usr/bin/node"]',
    '[../tool]',
    '["node "]',
    `["${process.execPath}"]`,
  ]) {
    const [problem, ...others] = await problems(step(command));
    assert.match(
      problem ?? '',
      /is not under "exec: \{allow: \[…\]\}" of this engine \(it names node, \.\/tool\)/,
    );
    assert.deepEqual(others, []);
  }
  assert.match((await problems(step('[nod]')))[0] ?? '', /did you mean "node"\?$/);
});

test('a program that an input names is judged when the step begins', async () => {
  await using place = await open(
    workflow(
      '{ name: go, type: exec, properties: { command: [node] }, inputs: [{ from: context.word, parameterKey: "command[0]" }] }',
      `{ name: loader, type: exec, if: always, properties: { command: [node, -e, ""], ${ENV}: { A: b } }, inputs: [{ from: context.word, parameterKey: ${ENV}.NODE_OPTIONS }] }`,
    ),
  );
  await using running = await startEngine(place);
  const done = await end(running);
  assert.match(done.steps[0]?.message ?? '', /^the program "two words; \$\(id\)" is not under "exec/);
  assert.match(done.steps[1]?.message ?? '', /^the variable NODE_OPTIONS can have another program run/);
  assert.deepEqual(
    done.steps.map((step) => sayingText(step, 'zh')),
    [
      '程序 "two words; $(id)" 不在此引擎的 “exec: {allow: […]}” 中（其中有 node, ./tool）',
      '变量 NODE_OPTIONS 会导致运行其他程序，只能在配置中设置',
    ],
  );
});

test('what is no command is refused where it is written', async () => {
  const step = (properties: string): string =>
    workflow(`{ name: go, type: exec, properties: ${properties} }`);
  const cases: readonly (readonly [string, RegExp])[] = [
    ['{}', /step "go" needs "command": the program and its arguments/],
    ['{ command: [] }', /step "go" needs "command"/],
    ['{ command: node -e 1 }', /"command" of "properties" of step "go" is a text; it must be a list/],
    [
      '{ command: [node, 7] }',
      /item 2 of "command" of "properties" of step "go" is a number; it must be a text/,
    ],
    ['{ command: [node], shell: true }', /has no field "shell"/],
    [`{ command: [node], ${ENV}: { PATH: /tmp } }`, /the variable PATH can have another program run/],
    [`{ command: [node], ${ENV}: { LD_PRELOAD: x.so } }`, /the variable LD_PRELOAD can/],
    [`{ command: [node], ${ENV}: { NODE_OPTIONS: --import=x } }`, /the variable NODE_OPTIONS can/],
    ...[
      'PYTHONPATH',
      'PERL5OPT',
      'RUBYOPT',
      'JAVA_TOOL_OPTIONS',
      'GIT_SSH_COMMAND',
      'PS4',
      'LUA_INIT_5_4',
    ].map(
      (name) =>
        [`{ command: [node], ${ENV}: { ${name}: x } }`, new RegExp(`the variable ${name} can`)] as const,
    ),
    [`{ command: [node], ${ENV}: { "A B": c } }`, /"A B" is no name of a variable/],
    [
      `{ command: [node], ${ENV}: { A: { secretRef: { name: none, key: none } } } }`,
      /the secret "none" with key "none" is not known here/,
    ],
    [`{ command: [node], ${ENV}: [A] }`, /is a list; it must be an object of NAME: value/],
    ['{ command: [node], cwd: 7 }', /"cwd" of "properties" of step "go" is a number; it must be a text/],
  ];
  for (const [properties, expected] of cases) {
    const found = await problems(step(properties));
    assert.match(found.join('\n'), expected, properties);
    assert.equal(found.length, 1, found.join('\n'));
  }
});
