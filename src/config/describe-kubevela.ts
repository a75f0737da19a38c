import type { KubeVelaEngineConfig } from './config.ts';

export function describeKubeVela(engine: KubeVelaEngineConfig): string[] {
  const { id, kind, kubeconfig, context, namespaces, templates, takesOver, requestMs } = engine;
  const from = kubeconfig ?? 'the service account of its pod';
  return [
    `${id}  ${kind}`,
    `  cluster     by ${from}${context === undefined ? '' : `, context ${context}`}`,
    `  namespaces  ${namespaces.join(', ')}`,
    ...(templates === undefined ? [] : [`  templates   ${templates}`]),
    ...(takesOver.length === 0 ? [] : [`  overwrites  what ${takesOver.join(', ')} set in Applications`]),
    ...(requestMs === undefined ? [] : [`  requests    at most ${requestMs / 1000} s`]),
  ];
}
