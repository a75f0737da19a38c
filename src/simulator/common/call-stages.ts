import type { ServerResponse } from 'node:http';
import type { CallHook, CallRecord } from './call-record.ts';
import type { SimClock } from './clock.ts';
import { type CommonFault, commonOf } from './fault-queue.ts';
import { createHooks } from './hooks.ts';
import type { Json } from './json.ts';
import { remember } from './records.ts';

export type Answer = { status: number; body: Json; headers?: Record<string, string> };

type Call<Fault, Reply> = {
  record: CallRecord;
  /** The answer to a fault that is the vendor's own; undefined when it only changes what `perform` does. */
  refused: (fault: Fault) => Reply | undefined;
  /** Does what was asked and says so in the record. */
  perform: (fault: Fault | undefined) => Reply | Promise<Reply>;
};

export type CallStages<Fault, Reply> = {
  /** Takes a call from the record to the end of its answer, through whatever fault befalls it. */
  run(call: Call<Fault, Reply>, res: ServerResponse): Promise<void>;
  records: CallRecord[];
  hook(hook: CallHook): () => void;
};

type CallStagesOptions<Fault, Reply> = {
  clock: SimClock;
  faults: { take(target: string): Fault | undefined };
  changes: { emit(change: { type: 'call'; call: CallRecord }): void };
  recordsKept: number;
  /** The vendor's answer when its server has failed. */
  failed: (status: number) => Reply;
  /** `ok`, or the error code. */
  outcomeOf: (reply: Reply) => string;
  /** What every answer carries besides its length. */
  headers: () => Record<string, string>;
};

export function createCallStages<Fault extends { kind: string }, Reply extends Answer>(
  options: CallStagesOptions<Fault, Reply>,
): CallStages<Fault, Reply> {
  const { clock, faults, changes, recordsKept, failed, outcomeOf, headers } = options;
  const records: CallRecord[] = [];
  const hooks = createHooks<Parameters<CallHook>>();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });

  async function answerTo(call: Call<Fault, Reply>, fault: Fault | undefined): Promise<Reply | undefined> {
    const { record, refused, perform } = call;
    const common = commonOf(fault);
    if (common?.kind === 'drop') return undefined;
    if (common?.kind === 'status') return failed(common.status);
    const refusal = fault && refused(fault);
    if (refusal) return refusal;
    if (common?.kind === 'delay' && common.when !== 'after') await pause(common.ms);
    const reply = await perform(fault);
    if (record.applied) await hooks.reach(record.method, record.args, 'applied');
    if (common?.kind === 'delay' && common.when === 'after') await pause(common.ms);
    return reply;
  }

  async function respond(
    res: ServerResponse,
    fault: CommonFault | undefined,
    reply: Reply | undefined,
  ): Promise<void> {
    if (!reply) return void res.destroy();
    if (fault?.kind !== 'apply_then_fail') return await send(res, reply, headers());
    if (fault.answer === 'hang') return;
    if (typeof fault.answer !== 'number') return void res.destroy();
    await send(res, failed(fault.answer), headers());
  }

  return {
    records,
    hook: (hook) => hooks.add(hook),
    async run(call, res) {
      const { record } = call;
      remember(records, record, recordsKept);
      await hooks.reach(record.method, record.args, 'received');
      const fault = faults.take(record.method);
      const reply = await answerTo(call, fault);
      record.outcome = fault?.kind ?? (reply ? outcomeOf(reply) : 'ok');
      changes.emit({ type: 'call', call: record });
      await respond(res, commonOf(fault), reply);
      await hooks.reach(record.method, record.args, 'answered');
    },
  };
}

async function send(res: ServerResponse, reply: Answer, headers: Record<string, string>): Promise<void> {
  const text = JSON.stringify(reply.body);
  res.writeHead(reply.status, {
    'content-length': Buffer.byteLength(text),
    ...headers,
    ...reply.headers,
  });
  await new Promise<void>((resolve) => {
    res.once('close', resolve);
    res.end(text, resolve);
  });
}
