import type { Rate } from '../../platforms/platform.ts';

/** What a mailbox of Microsoft 365 may send: https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits#sending-limits; others take more. */
export const SEND: readonly Rate[] = [{ count: 30, perMs: 60_000 }];

/** Gmail hides what comes after 102 KB of a message's HTML (https://support.google.com/mail/answer/6594). */
export const MAX_HTML_BYTES = 90_000;

/** Of the text for clients that show no HTML. */
export const MAX_TEXT_BYTES = 30_000;

/** A line of a header has 998 characters (https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1); lists of messages show fewer than this. */
export const SUBJECT_LENGTH = 150;

/** After a temporary refusal (4xx). Servers that want to know whether a sender comes back wait for some minutes: https://www.rfc-editor.org/rfc/rfc6647#section-4.3 */
export const WAIT_MS = 5 * 60_000;

/**
 * For a letter, in milliseconds. A server may look through it before it says that it has it; the standard lets it take ten minutes for that
 * (https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2.6), and whoever gives up before does not know whether the letter was taken.
 */
export const LETTER_MS = 60_000;
