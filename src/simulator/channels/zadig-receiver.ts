import { parseObject } from '../common/json.ts';
import { type HookRequest, type HookResponse, openHookServer } from './hook-server.ts';
import { createTray, type Onlooker, type Taken } from './taken.ts';
import { zadigProblem } from './zadig-shape.ts';

const PATH = '/hooks/pathSecret';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type ZadigTaken = Taken & { headers: HookRequest['headers'] };

/** A program that was written for Zadig's webhook: it compares the token, looks at every header, and takes the keys of the documented body and no others. */
export async function openZadigReceiver(token: string, told?: Onlooker) {
  const { taken, put } = createTray<ZadigTaken>(told);
  let gone = false;

  function handle({ method, url, headers, body }: HookRequest): HookResponse {
    if (url.pathname !== PATH || gone) return { status: 404, body: 'gone' };
    if (method === 'OPTIONS') return { status: 405, body: '' };
    if (headers['x-zadig-token'] !== token) return { status: 401, body: 'who?' };
    if (!String(headers['content-type']).startsWith('application/json'))
      return { status: 415, body: 'what?' };
    const uuids = [headers['x-zadig-event-uuid'], headers['x-zadig-webhook-uuid']].map(String);
    const instance = String(headers['x-zadig-instance']);
    const sent = parseObject(body);
    if (headers['x-zadig-event'] !== 'workflow' || !uuids.every((uuid) => UUID.test(uuid)))
      return { status: 400, body: 'which event?' };
    if (!URL.canParse(instance) || !headers['user-agent']) return { status: 400, body: 'whose event?' };
    const problem = zadigProblem(sent);
    if (problem !== undefined) return { status: 422, body: problem };
    put({
      text: JSON.stringify(sent),
      calls: [],
      everyone: false,
      links: [],
      size: Buffer.byteLength(body),
      key: String(headers['x-zadig-event-uuid']),
      raw: sent,
      headers,
    });
    return { status: 200, body: 'ok' };
  }

  const server = await openHookServer(handle);
  return {
    server,
    url: `${server.origin}${PATH}`,
    taken,
    forget: () => {
      gone = true;
    },
  };
}
