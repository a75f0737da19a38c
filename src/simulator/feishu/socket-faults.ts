/** How `/callback/ws/endpoint` answers. `no_data` is code 514 with `data: null`, which the SDK takes for a passing trouble. */
export type EndpointMode =
  | 'ok'
  | 'auth_failed'
  | 'http_500'
  | 'no_data'
  | 'too_many_connections'
  | 'busy'
  | 'internal';

/** What can go wrong on the long connection until it is switched off again. */
export type SocketFaults = {
  /** Destroys every connection without a word. */
  dropConnections(): void;
  /** Connections stay open, but pings are not answered. */
  mutePongs(on: boolean): void;
  /** Frames are neither sent nor heard, and pings are not answered: a dead peer. */
  mute(on: boolean): void;
  /** From now on the endpoint answers so; for the next `times` only, when given. */
  refuseEndpoint(mode: EndpointMode, times?: number): void;
  /** Sends bytes that are no frame, and a frame whose payload is no JSON, to every connection. */
  sendNonsense(): void;
  /** Payloads are cut into that many frames, sent last one first when `backwards`; 1 is whole again. */
  fragment(pieces: number, backwards?: boolean): void;
  /** The frame type of card callbacks from now on. */
  cardFrames(type: 'event' | 'card'): void;
};

/** How an HTTP push is spoilt until it is switched off again with `{}`. */
export type HttpVariant = {
  /** A body with other white space than `JSON.stringify` writes, validly signed. */
  whitespace?: boolean;
  /** A body that writes characters as JSON escapes and has one more property, validly signed. */
  escapes?: boolean;
  /** A signature made with another key. */
  forged?: boolean;
  /** No signature headers at all. */
  unsigned?: boolean;
  /** The timestamp header lies so many milliseconds in the past, validly signed. */
  staleMs?: number;
  /** Not encrypted, although an encrypt key is set. */
  plain?: boolean;
  /** Another verification token in the header of the event. */
  wrongToken?: boolean;
};
