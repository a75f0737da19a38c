/** What the gateway answers to `connections/open`. `slow` answers after `slowMs`. */
export type GatewayMode = { mode: 'ok' } | { mode: 401 | 500 | 503 } | { mode: 'slow'; slowMs: number };

export type SocketFaults = {
  /** Destroys every TCP connection without a word. */
  dropConnections(): void;
  /** Every connection gets the SYSTEM `disconnect` frame, no pushes any more, and ends after a while. */
  disconnectFrames(): void;
  /** From now on every handshake is answered with HTTP 503. */
  refuseHandshakes(on: boolean): void;
  /** Connections stay open and say nothing: no pings, no pongs, no pushes. */
  mute(on: boolean): void;
  gateway(mode: GatewayMode): void;
  /** Sends a text as it is to every connection; a frame that is not JSON when absent. */
  sendNonsense(text?: string): void;
};
