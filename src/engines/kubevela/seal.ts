/**
 * What we write on an object about a run: its key, its app and environment, who started it. Whoever may write objects could write the same, and
 * by it lend a run another app's approvers or another initiator. So it counts only with a seal that only we can make.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyHash } from './form/journal.ts';

const PREFIX = 'greenlight/';
const KEY = `${PREFIX}key`;
const APP = `${PREFIX}app`;
const ENVIRONMENT = `${PREFIX}environment`;
const WORKFLOW = `${PREFIX}workflow`;
const INITIATOR = `${PREFIX}initiator`;
const SEAL = `${PREFIX}seal`;

/** Runs are found by it; a label takes no more than 63 characters. */
export const KEY_LABEL = `${PREFIX}key`;

export type Marks = { key: string; app: string; environment: string; workflow: string; initiator: string };

/** Of what object: a run's own name, or an Application's and the version of it that the run publishes. */
type Sealed = { namespace: string; name: string; version: string };

export type Sealer = {
  annotations(of: Sealed, marks: Marks): Record<string, string>;
  /** Undefined unless we wrote them for this very object. */
  read(of: Sealed, annotations: Readonly<Record<string, string>>): Marks | undefined;
};

export function createSealer(secret: string): Sealer {
  const key = createHmac('sha256', secret).update('greenlight kubevela marks').digest();

  function sealOf({ namespace, name, version }: Sealed, marks: Marks): Buffer {
    const { app, environment, workflow, initiator } = marks;
    const content = JSON.stringify([
      namespace,
      name,
      version,
      marks.key,
      app,
      environment,
      workflow,
      initiator,
    ]);
    return createHmac('sha256', key).update(content).digest();
  }

  return {
    annotations: (of, marks) => ({
      [KEY]: marks.key,
      [APP]: marks.app,
      [ENVIRONMENT]: marks.environment,
      [WORKFLOW]: marks.workflow,
      [INITIATOR]: marks.initiator,
      [SEAL]: sealOf(of, marks).toString('hex'),
    }),
    read(of, annotations) {
      const told = Buffer.from(annotations[SEAL] ?? '', 'hex');
      const marks = {
        key: annotations[KEY] ?? '',
        app: annotations[APP] ?? '',
        environment: annotations[ENVIRONMENT] ?? '',
        workflow: annotations[WORKFLOW] ?? '',
        initiator: annotations[INITIATOR] ?? '',
      };
      const right = sealOf(of, marks);
      return told.length === right.length && timingSafeEqual(told, right) ? marks : undefined;
    },
  };
}

export function keyLabel(key: string): Record<string, string> {
  return { [KEY_LABEL]: keyHash(key) };
}
