import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres/open.ts';
import { defineSchema } from '../../../src/store/schema.ts';
import { systemClock } from '../../../src/time.ts';
import { type EngineBench, engineContract } from '../../contracts/engine.ts';
import { type PostgresServer, startPostgres } from '../../store/postgres-server.ts';
import { openPlace, script, startEngine } from './bench.ts';

const application = (name: string, type: string, step: string): string => `
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: ${name} }
spec:
  components: [{ name: web, type: ${type} }]
  workflow:
    steps:
      - { name: ${step}, type: apply-component, properties: { component: web } }
      - { name: after, type: print-message-in-status, properties: { message: done } }
`;

const files = {
  'gated.yaml': `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: gated }
steps:
  - { name: before, type: print-message-in-status, properties: { message: built } }
  - { name: ask, type: suspend, properties: { message: Shall it go on? } }
  - { name: after, type: print-message-in-status, properties: { message: done } }
`,
  'answered.yaml': `
apiVersion: core.oam.dev/v1alpha1
kind: Workflow
metadata: { name: answered }
steps:
  - { name: ask, type: suspend, outputs: [{ name: ticket, valueFrom: answers.ticket }] }
  - { name: after, type: print-message-in-status, inputs: [{ from: ticket, parameterKey: message }] }
`,
  'others.yaml': [application('fails-once', 'failing', 'once'), application('holds', 'holding', 'hold')].join(
    '---',
  ),
};

async function bench(db?: Database): Promise<EngineBench> {
  const targets = [script('fails-once', { takes: ['failing'] }), script('hold', { takes: ['holding'] })];
  const place = await openPlace({ files, targets, ...(db === undefined ? {} : { db }) });
  const running = await startEngine(place);
  return {
    get engine() {
      return running.engine;
    },
    told: running.told,
    workflows: { gated: 'gated', failsOnce: 'fails-once', holds: 'holds', answered: 'answered' },
    restart: () => running.restart(),
    release: (ref) => writeFile(join(place.folder, `release-${ref}`), ''),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

const can = { answers: true };

engineContract('embedded on SQLite', () => bench(), can);

let server: PostgresServer;
before(async () => {
  server = await startPostgres();
});
after(() => server.stop());

engineContract(
  'embedded on PostgreSQL',
  async () => {
    const url = await server.createDatabase();
    const db = await openPostgres(defineSchema, { url, clock: systemClock, log: silentLog });
    await db.migrate();
    return await bench(db);
  },
  can,
);
