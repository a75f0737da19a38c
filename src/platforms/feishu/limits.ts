/**
 * Feishu's ceilings for what we render. https://open.feishu.cn/document/server-docs/im-v1/message/create (sizes) and
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-structure (cards), unless named otherwise.
 */
export const feishuLimits = {
  card: {
    /** Of the whole request in UTF-8, 30 KB; what surrounds the card in it takes less than the rest. */
    bytes: 29_500,
    /** A card holds 200 components. */
    components: 180,
  },
  /** Graphemes of ours: a title shows four lines at most. */
  titleText: 150,
  tagText: 20,
  summaryText: 200,
  buttonText: 60,
  /** https://open.feishu.cn/document/feishu-cards/card-json-v2-components/interactive-components/input */
  inputLength: 1_000,
  placeholderText: 100,
  optionText: 75,
  /** A toast shows a few lines for a few seconds. */
  toastText: 300,
  /** Bytes of an answer in words; a rich text post takes 30 KB like a card. */
  answerBytes: 20_000,
} as const;

/** A card can be changed and its buttons work for 14 days: https://open.feishu.cn/document/server-docs/im-v1/message-card/patch */
export const EDIT_WINDOW_MS = 14 * 24 * 3_600_000;

/** `uuid` makes one message of two requests within an hour (…/im-v1/message/create); what is on its way takes part of it. */
export const KEYS_MS = 55 * 60_000;

/** An event and a card callback are acknowledged within three seconds: https://open.feishu.cn/document/feishu-cards/handle-card-callbacks */
export const ACK_MS = 3_000;

/** `batch_get_id` takes 50 addresses and 50 numbers: https://open.feishu.cn/document/server-docs/contact-v3/user/batch_get_id */
export const PEOPLE_PER_CALL = 50;

/** A page of people or departments: …/contact-v3/user/find_by_department and …/contact-v3/department/children. `users/batch` takes as many ids. */
export const CONTACTS_PER_PAGE = 50;

/** …/contact-v3/group-member/simplelist */
export const GROUP_MEMBERS_PER_PAGE = 100;

/** Of the directory: each API takes 50 calls a second and 1000 a minute (https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control), and this is less than either. */
export const DIRECTORY_CALLS = { count: 15, perMs: 1_000 };
