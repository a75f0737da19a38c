import type { Json } from '../../../domain/run.ts';
import type { Told } from '../../common/told.ts';
import type { Fields } from '../plan.ts';

/** What came of a command or a request. */
export type EffectResult =
  | {
      kind: 'done';
      value: Json | undefined;
      /** Standard output as it is, without blanks around it. */
      text?: string;
      note?: Told;
    }
  /** Final: trying again by itself would not help, or is not ours to decide. */
  | ({ kind: 'failed' } & Told & Partly)
  /** May go well later: it is tried again with KubeVela's backoff. */
  | ({ kind: 'try-again' } & Told & Partly)
  /** It ended because it was told to; `killed`: it did not, and was ended by force. */
  | { kind: 'aborted'; killed?: true }
  /** This process stops looking; nothing is known, and whoever comes next goes on. */
  | { kind: 'left' };

/** What the parts of a step that deploys gave back, by their keys, of which others failed. */
type Partly = { done?: Fields };

/** Why an effect is ended early: the reason of its abort signal. */
export type AbortReason = 'cancel' | 'timeout' | 'leave';
