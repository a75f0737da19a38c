/** How a client finds the server, as `kubectl` keeps it. */
export type Kubeconfig = {
  apiVersion: 'v1';
  kind: 'Config';
  clusters: {
    name: string;
    cluster: { server: string; 'certificate-authority-data'?: string; 'insecure-skip-tls-verify'?: true };
  }[];
  users: { name: string; user: { token: string } }[];
  contexts: { name: string; context: { cluster: string; user: string; namespace: string } }[];
  'current-context': string;
};

export type KubeconfigParts = {
  server: string;
  user: string;
  token: string;
  namespace: string;
  /** PEM of the authority behind the server's certificate. */
  ca: string | undefined;
};

/** As text it is JSON, which is YAML. */
export function createKubeconfig({ server, user, token, namespace, ca }: KubeconfigParts): Kubeconfig {
  const authority =
    ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  // Without TLS there is nothing to verify; the vendor's client wants to be told so.
  const plain = server.startsWith('http:') ? ({ 'insecure-skip-tls-verify': true } as const) : {};
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, ...authority, ...plain } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user, namespace } }],
    'current-context': 'fake',
  };
}
