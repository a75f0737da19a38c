import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandIn, parseCommand } from '../../src/domain/command.ts';

test('deploy takes an app, an environment and name=value pairs', () => {
  assert.deepEqual(parseCommand('deploy', ' shop  prod tag=v2 note="two words" empty= eq=a=b '), {
    kind: 'deploy',
    app: 'shop',
    environment: 'prod',
    parameters: [
      ['tag', 'v2'],
      ['note', 'two words'],
      ['empty', ''],
      ['eq', 'a=b'],
    ],
  });
});

test('curly quotes of phones work like straight ones', () => {
  const command = parseCommand('deploy', 'shop prod note=“two words” other=„drei Wörter“');
  assert.deepEqual(command.kind === 'deploy' && command.parameters, [
    ['note', 'two words'],
    ['other', 'drei Wörter'],
  ]);
});

test('a mistake names what is wrong and how the command is written', () => {
  const cases: [string, string, string, string][] = [
    ['deploy', '', 'usage', ''],
    ['deploy', 'shop', 'usage', 'shop'],
    ['deploy', 'shop tag=v2', 'usage', 'shop tag=v2'],
    ['deploy', 'shop prod v2', 'pair', 'v2'],
    ['deploy', 'shop prod =v2', 'pair', '=v2'],
    ['deploy', 'shop prod tag=v1 tag=v2', 'twice', 'tag'],
    ['deploy', 'shop prod note="open', 'quote', 'shop prod note="open'],
    ['flow', 'dance', 'unknown', 'dance'],
    ['flow', 'cancel', 'usage', ''],
    ['flow', 'cancel x', 'number', 'x'],
    ['flow', 'cancel 1 2', 'usage', '1 2'],
    ['flow', 'list all', 'usage', 'all'],
    ['dance', '', 'unknown', '/dance'],
  ];
  for (const [name, text, problem, near] of cases) {
    const command = parseCommand(name, text);
    assert.equal(command.kind, 'mistake', `${name} ${text}`);
    if (command.kind === 'mistake') assert.deepEqual([command.problem, command.near], [problem, near]);
  }
});

test('options of deploy stand anywhere, with the dash that a phone makes of two', () => {
  const place = { app: 'shop', environment: 'prod' };
  const parse = (text: string) => parseCommand('deploy', `shop prod ${text}`);
  for (const dash of ['--', '—', '–'])
    assert.deepEqual(parse(`tag=v2 ${dash}dry-run ${dash}commit c0ffee`), {
      kind: 'dry-run',
      ...place,
      parameters: [
        ['tag', 'v2'],
        ['commit', 'c0ffee'],
      ],
    });
  assert.deepEqual(parse('--commit=c0ffee'), {
    kind: 'deploy',
    ...place,
    parameters: [['commit', 'c0ffee']],
  });
  // Whoever meant to look only must not start anything by a slip.
  for (const slip of ['--dryrun', '-dry-run', 'dry-run', '--commit', '--commit a commit=b', '--DRY-RUN now'])
    assert.equal(parse(slip).kind, 'mistake', slip);
  assert.deepEqual(parse('--dry-run=yes'), { kind: 'deploy', ...place, parameters: [['--dry-run', 'yes']] });
});

test('revisions are named by their numbers', () => {
  const place = { app: 'shop', environment: 'prod' };
  assert.deepEqual(parseCommand('rollback', 'shop prod'), {
    kind: 'rollback',
    ...place,
    revision: undefined,
  });
  assert.deepEqual(parseCommand('flow', 'rollback shop prod #41'), {
    kind: 'rollback',
    ...place,
    revision: 41,
  });
  assert.deepEqual(commandIn('/rollback shop prod 41'), { name: 'rollback', text: 'shop prod 41' });
  assert.deepEqual(commandIn('history shop prod'), { name: 'flow', text: 'history shop prod' });
  assert.deepEqual(parseCommand('flow', 'history shop prod'), {
    kind: 'history',
    ...place,
    count: undefined,
  });
  assert.deepEqual(parseCommand('flow', 'history shop prod 3'), { kind: 'history', ...place, count: 3 });
  assert.deepEqual(parseCommand('flow', 'diff shop prod 41'), {
    kind: 'diff',
    ...place,
    from: 41,
    to: undefined,
  });
  assert.deepEqual(parseCommand('flow', 'diff shop prod 41 42'), {
    kind: 'diff',
    ...place,
    from: 41,
    to: 42,
  });
  const wrong = ['rollback shop', 'rollback shop prod now', 'rollback shop prod 1 2', 'history shop'];
  for (const text of [
    ...wrong,
    'history shop prod all',
    'diff shop prod',
    'diff shop prod 1 x',
    'diff shop prod 1 2 3',
  ])
    assert.equal(parseCommand('flow', text).kind, 'mistake', text);
});

test('runs are named with or without #', () => {
  assert.deepEqual(parseCommand('flow', 'status'), { kind: 'status', run: undefined });
  assert.deepEqual(parseCommand('flow', 'STATUS #42'), { kind: 'status', run: 42 });
  const shop = { kind: 'standing', app: 'shop' };
  assert.deepEqual(parseCommand('flow', 'status shop'), { ...shop, environment: undefined });
  assert.deepEqual(parseCommand('flow', 'status shop prod'), { ...shop, environment: 'prod' });
  for (const text of ['status 42 prod', 'status shop prod now'])
    assert.equal(parseCommand('flow', text).kind, 'mistake', text);
  assert.deepEqual(parseCommand('flow', 'cancel 42'), { kind: 'cancel', run: 42 });
  assert.deepEqual(parseCommand('flow', 'retry #7'), { kind: 'retry', run: 7 });
  assert.deepEqual(parseCommand('flow', 'restart 7'), { kind: 'restart', run: 7 });
  assert.deepEqual(parseCommand('flow', 'suspend 7'), { kind: 'suspend', run: 7, step: undefined });
  assert.deepEqual(parseCommand('flow', 'resume 7 "go live"'), { kind: 'resume', run: 7, step: 'go live' });
  assert.equal(parseCommand('flow', 'suspend 7 build test').kind, 'mistake');
  assert.equal(parseCommand('flow', 'restart 7 build').kind, 'mistake');
  assert.deepEqual(parseCommand('flow', ''), { kind: 'help' });
});

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('deploy', 'rollback', 'flow', 'x'),
      fc.string({ unit: 'grapheme' }),
      (name, text) => {
        assert.ok(parseCommand(name, text).kind);
      },
    ),
  );
});

test('what is said to the bot and begins with a command is one', () => {
  assert.deepEqual(commandIn('Deploy shop prod tag=v2'), { name: 'deploy', text: 'shop prod tag=v2' });
  assert.deepEqual(commandIn('/flow status 42'), { name: 'flow', text: 'status 42' });
  assert.deepEqual(commandIn('status 42'), { name: 'flow', text: 'status 42' });
  assert.deepEqual(commandIn('help'), { name: 'flow', text: 'help' });
  assert.equal(commandIn('approve'), undefined);
  assert.equal(commandIn('deployments are slow'), undefined);
});

test('full-width signs and unusual spaces of a keyboard change no command', () => {
  assert.deepEqual(commandIn('\u3000／deploy\u3000shop prod'), { name: 'deploy', text: 'shop prod' });
  assert.deepEqual(commandIn('ｄｅｐｌｏｙ\u00a0shop prod'), { name: 'deploy', text: 'shop prod' });
  const command = parseCommand('deploy', 'shop\u3000prod\u00a0tag=v2');
  assert.deepEqual(command, {
    kind: 'deploy',
    app: 'shop',
    environment: 'prod',
    parameters: [['tag', 'v2']],
  });
});
