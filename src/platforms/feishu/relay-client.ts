import type { Log } from '../../log.ts';
import type { UnderWay } from '../common/under-way.ts';
import type { Receipt } from './receiver.ts';
import type { Frame, Sdk, WsClient } from './sdk.ts';

/** `readyState` of a WebSocket that is open. */
const OPEN = 1;

export type RelayClient = {
  open(): Promise<void>;
  close(how: { force: boolean }): void;
  state(): ReturnType<WsClient['getConnectionStatus']>['state'];
};

type RelayClientOptions = {
  sdk: Sdk;
  params: ConstructorParameters<Sdk['WSClient']>[0];
  /** What is being handled. */
  busy: UnderWay;
  /** The connection has ended, or never came to be. */
  lost: () => void;
  receive: (payload: unknown) => Promise<Receipt>;
  log: Log;
};

/** The SDK's client for one connection, with the private methods that must do something else. */
export function createRelayClient({
  sdk,
  params,
  busy,
  lost,
  receive,
  log,
}: RelayClientOptions): RelayClient {
  /** The frame that is being read: the SDK asks for the answer before it lets go of it. */
  let current: { afterwards?: Receipt['afterwards'] } | undefined;

  let listening = false;

  class Relay extends sdk.WSClient {
    override async handleEventData(frame: Frame): Promise<void> {
      // Card callbacks come as `event` or as `card`; the SDK drops the latter (https://github.com/larksuite/oapi-sdk-python/issues/126).
      const headers = frame.headers.map(({ key, value }) =>
        key === 'type' && value === 'card' ? { key, value: 'event' } : { key, value },
      );
      const exchange: NonNullable<typeof current> = {};
      current = exchange;
      const handled = super.handleEventData({ ...frame, headers });
      current = undefined;
      busy.add(handled);
      await handled;
      // Not open any more: the acknowledgement did not leave.
      if (this.wsConfig.getWSInstance()?.readyState === OPEN) await exchange.afterwards?.();
    }

    /** The SDK listens a moment after the connection is open: what comes with the opening would be lost on it. */
    override pingLoop(): void {
      if (!listening) super.communicate();
      listening = true;
      super.pingLoop();
    }

    override communicate(): void {
      // Done above; a second time, and every event would be handled twice.
    }

    override async handleControlData(): Promise<void> {
      // A pong brings new intervals, which the SDK would take over: ours stay.
    }

    override async reConnect(isStart?: boolean): Promise<void> {
      if (isStart !== true) lost();
      await super.reConnect(isStart);
    }
  }

  const client: WsClient = new Relay(params);
  const eventDispatcher = {
    async invoke(payload: unknown): Promise<unknown> {
      const exchange = current;
      try {
        const receipt = await receive(payload);
        if (exchange !== undefined) exchange.afterwards = receipt.afterwards;
        return receipt.body;
      } catch (err) {
        log.error({ err }, 'an event from feishu was not stored and is not acknowledged');
        throw err;
      }
    },
  };
  return {
    open: () => client.start({ eventDispatcher }),
    close: (how: { force: boolean }) => client.close(how),
    state: () => client.getConnectionStatus().state,
  };
}
