/**
 * Who we are at the API server: read from a kubeconfig, or from the service account of the pod, by the official client, which knows all ways to
 * log in (tokens that are renewed, client certificates, programs that print a token). What it knows of objects we do not use.
 */
import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici';
import { UpstreamError } from '../../../errors.ts';
import type { Clock } from '../../../time.ts';
import { errorLine } from '../message.ts';
import type { Access } from '../options.ts';

type Entry = {
  /** Without a slash at its end. */
  server: string;
  headers: Readonly<Record<string, string>>;
  dispatcher: Dispatcher;
};

export type Gatekeeper = {
  /** Throws `UpstreamError` with outcome `unreachable` when nobody can tell who we are. `renew`: what was given last was refused. */
  enter(renew?: boolean): Promise<Entry>;
  close(): Promise<void>;
};

/** Credentials are looked at again after that time: tokens of service accounts are renewed every hour, and nothing tells when. */
const KEEP_MS = 10_000;
/** Clicks should find an open connection. The server itself closes what was idle for 90 s (IdleTimeout in k8s.io/apiserver, server/secure_serving.go). */
const KEEP_CONNECTION_MS = 60_000;
export function createGatekeeper(access: Access, clock: Clock): Gatekeeper {
  let config: Promise<KubeConfig> | undefined;
  let known: (Entry & { until: number; material: string }) | undefined;
  let entering: Promise<Entry> | undefined;

  async function enter(renew = false): Promise<Entry> {
    if (!renew && known !== undefined && clock.now() < known.until) return known;
    if (renew) config = undefined;
    entering ??= enterAnew().finally(() => {
      entering = undefined;
    });
    return await entering;
  }

  async function enterAnew(): Promise<Entry> {
    try {
      config ??= loadConfig(access);
      const kube = await config;
      const options: RequestOptions = {};
      await kube.applyToHTTPSOptions(options);
      const cluster = kube.getCurrentCluster();
      if (cluster === null) throw new Error('the context names no cluster');
      const tls = tlsOf(options);
      const material = fingerprint([cluster.server, cluster.proxyUrl, tls]);
      // A connection is bound to its certificate; who speaks on it goes by headers.
      const dispatcher = known?.material === material ? known.dispatcher : dispatcherOf(cluster, tls);
      if (dispatcher !== known?.dispatcher) known?.dispatcher.close().catch(() => {});
      known = {
        server: cluster.server.replace(/\/+$/, ''),
        headers: headersOf(options),
        dispatcher,
        material,
        until: clock.now() + KEEP_MS,
      };
      return known;
    } catch (cause) {
      config = undefined;
      const why = errorLine(cause instanceof Error ? cause.message : String(cause));
      throw new UpstreamError(
        'unreachable',
        'no-access',
        `the cluster's credentials cannot be used: ${why}`,
        { cause },
      );
    }
  }

  return {
    enter,
    async close() {
      const last = known;
      known = undefined;
      await last?.dispatcher.destroy();
    },
  };
}

const PLAIN_LOCAL = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

async function loadConfig({ kubeconfig, context }: Access): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  if (kubeconfig === undefined) config.loadFromCluster();
  else config.loadFromFile(kubeconfig);
  if (context !== undefined) {
    if (config.getContextObject(context) === null) throw new Error(`there is no context "${context}"`);
    config.setCurrentContext(context);
  }
  // The client sends no token over plain HTTP unless it is told to. It may to a proxy on this machine, such as `kubectl proxy`.
  config.clusters = config.clusters.map((cluster) =>
    PLAIN_LOCAL.test(cluster.server) ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  if (config.getCurrentCluster()?.server.includes('//undefined:') === true)
    throw new Error('this is no pod of a cluster: name a kubeconfig');
  return config;
}

type Tls = Readonly<Record<string, unknown>>;

function tlsOf({ ca, cert, key, pfx, passphrase, servername, rejectUnauthorized }: RequestOptions): Tls {
  const all = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function fingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function dispatcherOf({ proxyUrl }: { proxyUrl?: string | undefined }, tls: Tls): Dispatcher {
  const keep = { keepAliveTimeout: KEEP_CONNECTION_MS, keepAliveMaxTimeout: KEEP_CONNECTION_MS };
  if (proxyUrl === undefined || proxyUrl === '') return new Agent({ ...keep, connect: tls });
  if (proxyUrl.startsWith('socks')) return new Socks5ProxyAgent(proxyUrl, { ...keep, requestTls: tls });
  return new ProxyAgent({ ...keep, uri: proxyUrl, requestTls: tls });
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {}))
    if (value !== undefined) result[name] = String(value);
  if (typeof auth === 'string') result['authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`;
  return result;
}
