import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { load, small } from './load.ts';

it('check says in words who has to agree, where, and who may do what', () => {
  const yaml = `${small(
    'prod: { workflow: shop-prod, approvers: [ben] }',
    'prod: { workflow: shop-prod, policy: production, steps: { sign-off: last } }',
  ).replace(
    'ben: { name: Ben,',
    `ben: { name: Ben, away: { from: 2026-12-01, until: 2026-12-08T09:00:00Z, delegate: ada }, tokens: [{ name: ci, sha256: '${'0'.repeat(64)}', until: 2027-01-01 }],`,
  )}policies:
  production:
    approve: [{ quota: { ada: 1, ben: 1 } }, { atLeast: 2, of: [everyone] }]
    reject: { by: [ada, ben], count: 2 }
    reason: always
    expires: { after: 4h, then: cancel }
    remind: 1h30m
    escalate: { after: 2h, to: [ada] }
    breakGlass: [ada]
    form: { ticket: { required: true }, note: {} }
  last: { approve: [], selfApproval: allow }
workflows: { shop-prod: { policy: last } }
roles:
  deployers: { allow: [deploy, cancel], people: [ada], environments: [prod] }
`;
  const text = describeConfig(load(yaml));
  const [, rights = ''] = /(policies\n[\s\S]*)\nwarnings/.exec(text) ?? [];
  assert.match(text, /approve, reject {8}policy production/);
  assert.equal(
    rights.trimEnd(),
    `policies
  last
    nobody can approve
    rejected by whoever may approve
    who started it, or wrote it, may be one of them
    a rejection needs a reason
  production
    approved by one of ada and one of ben, then 2 of everyone
    rejected by 2 of ada, ben
    who started it, or wrote it, may not approve it
    every verdict needs a reason
    asks for ticket, note (optional)
    reminds every 1h30m
    after 2h ada may approve too
    after 4h the run is cancelled
    in an emergency ada can approve alone

where policies hold
  workflow shop-prod  last
  app shop in prod  production
  app shop in prod, step sign-off  last

roles
  deployers  ada may deploy, cancel in every app, prod

out of office
  ben  ada in their place from 2026-12-01 until 2026-12-08T09:00:00Z

tokens
  ben  ci, until 2027-01-01`,
  );
});
