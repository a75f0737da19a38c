import { createHash } from 'node:crypto';
import { at, isObject, type Json, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import { APPLICATION_REVISIONS } from '../kubernetes/resources.ts';
import { checkWrite } from './controller.ts';

/** What an Application was at each release: one object for each, named `<app>-v<number>`. */
export type Revision = {
  name: string;
  number: number;
  hash: string;
  publishVersion: string;
  object: JsonObject;
};

export const PUBLISH_VERSION = 'app.oam.dev/publishVersion';

export function publishVersionOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'annotations', PUBLISH_VERSION);
}

export type Revisions = {
  latest(app: JsonObject): Promise<Revision | undefined>;
  /** The one for what the application is now: a new one when its content or its publish version has changed. */
  current(app: JsonObject, latest: Revision | undefined): Promise<Revision>;
  /** Keeps how its workflow ended. */
  settle(revision: Revision, workflow: Json, succeeded: boolean): Promise<void>;
};

export function createRevisions(client: KubeClient): Revisions {
  async function make(app: JsonObject, number: number, hash: string): Promise<Revision> {
    const name = `${textAt(app, 'metadata', 'name')}-v${number}`;
    const publishVersion = publishVersionOf(app);
    const { status: _, ...application } = app;
    const body = checkWrite(
      await client.create(APPLICATION_REVISIONS, {
        apiVersion: 'core.oam.dev/v1beta1',
        kind: 'ApplicationRevision',
        metadata: {
          name,
          namespace: textAt(app, 'metadata', 'namespace'),
          labels: {
            'app.oam.dev/name': textAt(app, 'metadata', 'name'),
            'app.oam.dev/app-revision-hash': hash,
          },
          annotations: publishVersion === '' ? {} : { [PUBLISH_VERSION]: publishVersion },
        },
        spec: { application },
      }),
    );
    return { name, number, hash, publishVersion, object: body };
  }

  return {
    async latest(app) {
      const name = textAt(app, 'status', 'latestRevision', 'name');
      if (name === '') return undefined;
      const { code, body } = await client.get(
        APPLICATION_REVISIONS,
        textAt(app, 'metadata', 'namespace'),
        name,
      );
      if (code !== 200) return undefined;
      const number = Number(at(app, 'status', 'latestRevision', 'revision') ?? 1);
      const hash = textAt(body, 'metadata', 'labels', 'app.oam.dev/app-revision-hash');
      return { name, number, hash, publishVersion: publishVersionOf(body), object: body };
    },
    async current(app, latest) {
      const hash = createHash('sha256').update(JSON.stringify(app.spec)).digest('hex').slice(0, 16);
      const pinned = publishVersionOf(app);
      // A publish version is a pin: what is changed under it waits for the next one.
      const same =
        latest !== undefined && latest.publishVersion === pinned && (pinned !== '' || latest.hash === hash);
      return same ? latest : await make(app, (latest?.number ?? 0) + 1, hash);
    },
    async settle(revision, workflow, succeeded) {
      const metadata = isObject(revision.object.metadata) ? revision.object.metadata : {};
      const status = { succeeded, workflow };
      await client.patch(APPLICATION_REVISIONS, textAt(metadata, 'namespace'), revision.name, {
        type: 'merge',
        body: { status },
        subresource: 'status',
      });
    },
  };
}
