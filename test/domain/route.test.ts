import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbout, type Localized, type Route, tellsOf } from '../../src/domain/route.ts';
import { RUN_EVENTS, type RunEvent } from '../../src/domain/run-event.ts';

const TITLE: Localized = { en: 'a', zh: 'b' };

function route(of: Partial<Route>): Route {
  return {
    id: 'r',
    events: RUN_EVENTS,
    where: {},
    to: [],
    mention: [],
    mode: 'message',
    title: TITLE,
    ...of,
  };
}

const PLACE = { app: 'shop', environment: 'prod', workflow: 'shop-prod', engine: 'local' };

for (const [where, fits] of [
  [{}, true],
  [{ apps: ['shop'] }, true],
  [{ apps: ['sho'] }, false],
  [{ apps: ['blog', 'shop'], environments: ['prod'] }, true],
  [{ apps: ['shop'], environments: ['staging'] }, false],
  [{ workflows: ['shop-*'] }, true],
  [{ workflows: ['*-prod'] }, true],
  [{ workflows: ['s*p*d'] }, true],
  [{ workflows: ['*shop-prod*'] }, true],
  [{ workflows: ['shop-prod*prod'] }, false],
  [{ workflows: ['*op*op*'] }, false],
  [{ engines: ['*'] }, true],
  [{ engines: [] }, false],
] as const)
  test(`a route of ${JSON.stringify(where)} is ${fits ? '' : 'not '}about shop in prod`, () => {
    assert.equal(isAbout(route({ where }), PLACE), fits);
  });

test('a run without an app is in no list of apps', () => {
  assert.equal(isAbout(route({ where: { apps: ['*'] } }), { ...PLACE, app: null }), false);
});

const of = (type: RunEvent['type'], step?: string): RunEvent => ({
  type,
  at: 0,
  ...(step === undefined ? {} : { step }),
});

test('without steps a route tells of the run and of its questions and waits, with steps of these steps alone', () => {
  const whole = route({});
  assert.equal(tellsOf(whole, of('failed'), undefined), true);
  assert.equal(tellsOf(whole, of('failed', 'build'), undefined), false);
  assert.equal(tellsOf(whole, of('waiting', 'go'), undefined), true);
  assert.equal(tellsOf(whole, of('paused', 'soak'), undefined), true);
  assert.equal(tellsOf(whole, of('paused'), undefined), true);
  const steps = route({ where: { steps: ['build*'] } });
  assert.equal(tellsOf(steps, of('failed'), undefined), false);
  assert.equal(tellsOf(steps, of('failed', 'build/image'), undefined), true);
  assert.equal(tellsOf(steps, of('waiting', 'go'), undefined), false);
  assert.equal(tellsOf(steps, of('paused'), undefined), false);
});

test('an event that the route does not name is not told', () => {
  assert.equal(tellsOf(route({ events: ['failed'] }), of('succeeded'), undefined), false);
});

test('only changes: the first success and whatever is as before say nothing', () => {
  const changes = route({ only: 'changes' });
  assert.equal(tellsOf(changes, of('succeeded'), undefined), false);
  assert.equal(tellsOf(changes, of('failed'), undefined), true);
  assert.equal(tellsOf(changes, of('failed'), 'failed'), false);
  assert.equal(tellsOf(changes, of('succeeded'), 'failed'), true);
  assert.equal(tellsOf(changes, of('started'), 'failed'), true);
});

test('only failures: every failure, and the success that ends them', () => {
  const failures = route({ only: 'failures' });
  assert.equal(tellsOf(failures, of('failed'), 'failed'), true);
  assert.equal(tellsOf(failures, of('succeeded'), 'succeeded'), false);
  assert.equal(tellsOf(failures, of('succeeded'), 'rejected'), true);
});
