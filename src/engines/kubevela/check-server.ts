/** What `doctor` says of the API server itself: whether it is one, lets us in, and what helps where not. */
import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import { UpstreamError } from '../../errors.ts';
import type { ApiClient } from './client/api-client.ts';

const NO_API_SERVER = 'no-api-server';

/** Throws `UpstreamError`, also where something else than an API server answers, such as the login page of a proxy. */
export async function checkServer(client: ApiClient): Promise<Finding> {
  const version = z.object({ gitVersion: z.string() }).safeParse(await client.get('/version'));
  if (!version.success) throw noApiServer('/version');
  return { level: 'ok', subject: 'API server', detail: `Kubernetes ${version.data.gitVersion}` };
}

/** What stands at `path` is no answer of Kubernetes. */
export function noApiServer(path: string): UpstreamError {
  return new UpstreamError(
    'rejected',
    NO_API_SERVER,
    `what answers at ${path} there is no API server of Kubernetes`,
  );
}

/** Why nothing more can be said. */
export function unreached({ code, message }: UpstreamError): Finding {
  return { level: 'error', subject: 'API server', detail: `${message} (${code})`, remedy: remedyFor(code) };
}

/** Node's and OpenSSL's words for a certificate that nobody here vouches for, or that is for another name. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO/;

function remedyFor(code: string): string {
  if (code === 'Unauthorized')
    return 'the server does not know who this is: renew the credentials of the kubeconfig, or its context';
  if (code === 'Forbidden')
    return 'the server lets this user see nothing: look whether the context of the kubeconfig names a user with a token or certificate';
  if (code === NO_API_SERVER) return 'look at the server of the kubeconfig, and at proxies on the way to it';
  if (CERTIFICATE.test(code))
    return 'look at certificate-authority-data and server of the kubeconfig: they are not of the same cluster, or another name is in its certificate';
  return 'look at kubeconfig, context and the network between here and the server';
}
