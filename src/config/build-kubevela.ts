import { resolve } from 'node:path';
import type { KubeVelaEngineConfig } from './config.ts';
import { milliseconds } from './duration.ts';
import type { FileKubeVela } from './kubevela-schema.ts';

/** `directory` is where relative paths begin. */
export function buildKubeVela(id: string, engine: FileKubeVela, directory: string): KubeVelaEngineConfig {
  const { kubeconfig, context, namespaces, templates, takesOver, requestTimeout } = engine;
  return {
    kind: 'kubevela',
    id,
    kubeconfig: kubeconfig === undefined ? undefined : resolve(directory, kubeconfig),
    context,
    namespaces,
    templates: templates === undefined ? undefined : resolve(directory, templates),
    takesOver,
    requestMs: requestTimeout === undefined ? undefined : milliseconds(requestTimeout),
  };
}
