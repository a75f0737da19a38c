import { isMailAddress } from '../../domain/mailbox.ts';
import type { Recipient } from '../../domain/recipient.ts';
import { clean, oneLine } from '../../platforms/common/clean.ts';
import { createRequests } from '../../platforms/common/requests.ts';
import { REQUEST_MS, STOP_MS } from '../../platforms/common/time-limits.ts';
import type { Clock } from '../../time.ts';
import type { Channel } from '../channel.ts';
import { probe } from '../common/probe.ts';
import { VENDOR } from './errors.ts';
import { letter, type Mailbox } from './letter.ts';
import { LETTER_MS, SEND } from './limits.ts';
import { createSmtp, type SmtpServer } from './smtp.ts';

type Unhurried<T> = T extends unknown ? Omit<T, 'connectMs' | 'requestMs'> : never;

export type EmailConfig = {
  id: string;
  from: Mailbox;
  server: Unhurried<SmtpServer>;
  requestMs?: number;
};

/** Letters by SMTP, one to each person. */
export function createEmail(config: EmailConfig, { clock }: { clock: Clock }): Channel {
  const requestMs = config.requestMs ?? LETTER_MS;
  const smtp = createSmtp({ ...config.server, connectMs: Math.min(REQUEST_MS, requestMs), requestMs });
  const requests = createRequests(clock);

  return {
    id: config.id,
    kind: 'email',
    audience: 'person',
    keyed: false,
    limits: { send: SEND, requestMs },
    async send(message, key, signal) {
      const [person, ...others] = message.mentions.people;
      if (person === undefined || others.length > 0) throw new Error('a letter is for one person');
      const to = mailboxOf(person);
      if (to === undefined) return { unreached: [person.name] };
      const mail = letter(message, key, config.from, to);
      await requests.send('the letter', signal, () => smtp.send(mail, requests.closing));
      return { unreached: [] };
    },
    stop: () => requests.close(STOP_MS),
    check: () =>
      probe(
        VENDOR,
        {
          gone: 'Compare host and port with what your mail provider says.',
          credentials:
            'Compare user and password with what your mail provider says; many want a password for apps.',
        },
        () => smtp.greet(),
      ),
  };
}

/** Letters to what is no address, or to several in one, are not sent. */
function mailboxOf({ name, email }: Recipient): Mailbox | undefined {
  if (email === undefined || !isMailAddress(email)) return undefined;
  return { name: oneLine(clean(name)), address: email };
}
