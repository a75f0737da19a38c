import { isObject, type Json, type JsonObject, textAt } from '../kubernetes/json.ts';
import type { KubeClient } from '../kubernetes/kube-client.ts';
import { CONFIG_MAPS } from '../kubernetes/resources.ts';
import { type ContextData, createContextData } from './context-data.ts';

/** The ConfigMap in which a run keeps what its steps hand on: made with the first pass, read with each, written when it has changed. */
export type ContextStore = {
  open(
    owner: JsonObject,
    reference: JsonObject | undefined,
  ): Promise<{ context: ContextData; reference: JsonObject }>;
  save(reference: JsonObject, context: ContextData): Promise<void>;
};

export function createContextStore(client: KubeClient, now: () => number): ContextStore {
  return {
    async open(owner, reference) {
      const namespace = textAt(owner, 'metadata', 'namespace');
      const name = textAt(reference, 'name') || `workflow-${textAt(owner, 'metadata', 'name')}-context`;
      const found = await client.get(CONFIG_MAPS, namespace, name);
      if (found.code === 200)
        return { context: createContextData(textsOf(found.body.data)), reference: referenceTo(found.body) };
      if (reference !== undefined)
        throw new Error(`load context: configmaps ${JSON.stringify(name)} not found`);
      const made = await client.create(CONFIG_MAPS, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name,
          namespace,
          annotations: { 'vela.io/startTime': new Date(now()).toISOString() },
          ownerReferences: [ownerOf(owner)],
        },
        data: { vars: '' },
      });
      if (made.code !== 201) throw new Error(`new context: ${textAt(made.body, 'message')}`);
      return { context: createContextData({ vars: '' }), reference: referenceTo(made.body) };
    },
    async save(reference, context) {
      if (!context.modified) return;
      const namespace = textAt(reference, 'namespace');
      const name = textAt(reference, 'name');
      const { code, body } = await client.patch(CONFIG_MAPS, namespace, name, {
        type: 'merge',
        body: { data: context.data },
      });
      if (code !== 200)
        throw new Error(`save context to configMap(${namespace}/${name}): ${textAt(body, 'message')}`);
    },
  };
}

function ownerOf(owner: JsonObject): JsonObject {
  return {
    apiVersion: textAt(owner, 'apiVersion'),
    kind: textAt(owner, 'kind'),
    name: textAt(owner, 'metadata', 'name'),
    uid: textAt(owner, 'metadata', 'uid'),
    controller: true,
  };
}

function referenceTo(configMap: JsonObject): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: textAt(configMap, 'metadata', 'name'),
    namespace: textAt(configMap, 'metadata', 'namespace'),
    uid: textAt(configMap, 'metadata', 'uid'),
  };
}

function textsOf(value: Json | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.keys(value).map((key) => [key, textAt(value, key)]));
}
