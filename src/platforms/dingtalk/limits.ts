/**
 * DingTalk's ceilings for what we render, in UTF-16 units. It publishes one for robot messages: `msgParam` of at most 15,000 bytes
 * (https://open.dingtalk.com/document/orgapp/robot-message-types-and-data-format); a Chinese character takes three of them. Cards have no
 * published one and get no more than a message.
 */
export const dingtalkLimits = {
  /** Of a card or message; 4,500 units are at most 13,500 bytes. */
  body: 4_500,
  title: 100,
  /** What the list of conversations and a notification show. */
  summary: 100,
  buttonText: 20,
  placeholder: 60,
  /** A plain answer. */
  answer: 2_000,
  /** Gates whose buttons the shipped card template has a place for. */
  gates: 3,
  /** Buttons of the card that every tenant has; its own examples show no more. */
  builtinButtons: 6,
  /** Links of a StandardCard that become buttons. */
  linkButtons: 5,
} as const;

/** For an app of a standard tenant: https://open.dingtalk.com/document/orgapp/api-call-frequency-limit */
export const CALLS_PER_API = { count: 20, perMs: 1_000 };

/** The window of DingTalk's limits is one second (https://open.dingtalk.com/document/orgapp/api-call-frequency-limit). */
export const QPS_WAIT_MS = 1_000;

/** A token lives two hours (https://open.dingtalk.com/document/orgapp/obtain-the-access-token-of-an-internal-app); a new one is taken this early. */
export const TOKEN_EARLY_MS = 5 * 60_000;

/** https://open.dingtalk.com/document/orgapp/queries-the-complete-information-of-a-department-user */
export const PEOPLE_PER_PAGE = 100;
