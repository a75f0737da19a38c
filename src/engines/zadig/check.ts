/** What `doctor` says of a Zadig engine: whether it answers, who we are there, what we may do, and whether gates can be decided from here. */
import { z } from 'zod';
import type { Finding } from '../../domain/finding.ts';
import { UpstreamError, UserError } from '../../errors.ts';
import type { ZadigClient } from './client/zadig-client.ts';
import { isForbidden } from './client/zadig-error.ts';
import type { Definition } from './document/definition.ts';
import { ApprovalSpec } from './document/task.ts';
import { type Account, approversOf, kindOf, ofAccount } from './form/approval.ts';
import { parseWorkflow } from './form/ref.ts';
import { HOOK_PATH } from './hook.ts';
import { accountIn, whoami } from './observe/accounts.ts';
import { tasksOfWorkflow } from './observe/lister.ts';
import type { ZadigOptions } from './options.ts';
import { bodyOf } from './start/inputs.ts';
import { definitionOf } from './start/library.ts';
import { NO_START } from './start/start-run.ts';

/** Beyond that times of runs and the search for a run of ours are wrong. */
const MOST_SKEW_MS = 5000;

export async function checkZadig(options: ZadigOptions, client: ZadigClient): Promise<Finding[]> {
  const subject = `Zadig at ${new URL(options.url).host}`;
  try {
    const account = await checkAccount(client, options.token);
    return [
      ...account.findings,
      clockFinding(client),
      ...(await checkHook(options, client)),
      ...(await checkWorkflows(options, client, account.account)),
    ];
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const remedy =
      error.code === 'zadig-token'
        ? 'give it a token of the service account (its page, API Token); since v4.3 an administrator has to enable API tokens for it'
        : 'look at url and at the network between here and Zadig';
    return [{ level: 'error', subject, detail: `${error.message} (${error.code})`, remedy }];
  }
}

async function checkAccount(
  client: ZadigClient,
  token: string,
): Promise<{ findings: Finding[]; account: Account | undefined }> {
  const told = await whoami(client);
  const account = told ?? accountIn(token);
  const subject = 'service account';
  if (account === undefined) {
    const remedy = 'copy the API token once more: without its owner no gate can be decided from here';
    return {
      findings: [{ level: 'error', subject, detail: 'the token does not say whose it is', remedy }],
      account,
    };
  }
  const detail = told === undefined ? `${account.name}, by its token (before v5.0)` : account.name;
  return { findings: [{ level: 'ok', subject, detail }], account };
}

function clockFinding(client: ZadigClient): Finding {
  const ahead = client.ahead();
  const subject = 'clock of Zadig';
  if (Math.abs(ahead) <= MOST_SKEW_MS)
    return { level: 'ok', subject, detail: 'within 5 s of the clock here' };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  const detail = `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the clock here`;
  return { level: 'warn', subject, detail, remedy: 'synchronise both by NTP: times of runs come from there' };
}

const SystemHook = z.object({
  enable: z.boolean().nullish(),
  hook_address: z.string().nullish(),
  hook_events: z.array(z.string()).nullish(),
});

/** The system-wide hook is of v5.0 and of its enterprise licence, and only administrators may read it. */
async function checkHook(
  { id, hookToken, publicUrl }: ZadigOptions,
  client: ZadigClient,
): Promise<Finding[]> {
  const subject = `hook ${HOOK_PATH}${id}`;
  if (hookToken === undefined) {
    const remedy = 'set hookToken, and give Zadig the address and the token: cards then move within a second';
    return [{ level: 'warn', subject, detail: 'there is none: runs are seen by polling alone', remedy }];
  }
  const address = publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, '')}${HOOK_PATH}${id}`;
  if (address === undefined) {
    const remedy = 'set server.publicUrl to the address at which Zadig reaches this server';
    return [{ level: 'warn', subject, detail: 'whether Zadig can reach it is not known', remedy }];
  }
  try {
    const hook = SystemHook.parse(await client.get('/api/aslan/system/workflowHook'));
    if (hook.enable === true && hook.hook_address === address)
      return [
        { level: 'ok', subject, detail: `Zadig's system hook sends ${(hook.hook_events ?? []).join(', ')}` },
      ];
    const remedy = `enter ${address} in Zadig: system settings, workflow hook, or in each workflow's notifications as a webhook`;
    return [{ level: 'warn', subject, detail: "Zadig's system hook does not send here", remedy }];
  } catch (error) {
    if (!(error instanceof UpstreamError || error instanceof z.ZodError)) throw error;
    const why = isForbidden(error)
      ? 'may not be read by the service account'
      : 'is not there (v5.0, enterprise licence)';
    const remedy = `enter ${address} as a webhook in the notifications of each workflow`;
    return [{ level: 'ok', subject, detail: `Zadig's system hook ${why}: ${remedy}` }];
  }
}

async function checkWorkflows(
  options: ZadigOptions,
  client: ZadigClient,
  account: Account | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const workflow of new Set(options.workflows)) {
    const named = parseWorkflow(workflow);
    if (named === undefined) continue;
    const subject = `workflow ${workflow}`;
    try {
      const definition = await definitionOf(client, named);
      if (definition === undefined) {
        const remedy = 'mend the name in the environment: the key of the project and the key of the workflow';
        findings.push({ level: 'error', subject, detail: 'Zadig has no such workflow', remedy });
        continue;
      }
      await tasksOfWorkflow(client, named, 1);
      findings.push({ level: 'ok', subject, detail: 'it is there, and its tasks can be read' });
      findings.push(...startFinding(options, workflow, definition));
      findings.push(...approvalFindings(subject, definition, account));
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const remedy = 'give the service account a role in the project that may view and run the workflow';
      findings.push({ level: 'error', subject, detail: `it cannot be read: ${error.message}`, remedy });
    }
  }
  return findings;
}

function startFinding({ starts }: ZadigOptions, workflow: string, definition: Definition): Finding[] {
  try {
    bodyOf(workflow, definition, starts.get(workflow) ?? NO_START, []);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { job = '', type = '' } = error.data;
    const detail = `it cannot be started from here: job ${String(job)} ${String(type)} (${error.code})`;
    const remedy =
      error.code === 'engine.zadig-no-work'
        ? `say under workflows of the engine what it works on: inputs: { ${String(job)}: … }, unless a parameter sets it`
        : `say so under workflows of the engine: skips: [${String(job)}], unless it is an approval`;
    return [{ level: 'warn', subject: `workflow ${workflow}`, detail, remedy }];
  }
}

function approvalFindings(subject: string, { stages }: Definition, account: Account | undefined): Finding[] {
  return stages
    .flatMap(({ jobs }) => jobs)
    .filter(({ type }) => type === 'approval')
    .flatMap(({ name, spec }): Finding[] => {
      const read = ApprovalSpec.safeParse(spec);
      if (!read.success) return [];
      const where = kindOf(read.data);
      const job = `approval ${name}`;
      if (where !== 'native')
        return [
          { level: 'warn', subject, detail: `${job} is decided in ${where}: cards show it, without buttons` },
        ];
      const findings: Finding[] = [];
      // Members of a group are known when a task is made.
      const hasGroups = approversOf(read.data).some(({ user_id }) => user_id === '');
      if (ofAccount(read.data, account) === undefined) {
        findings.push({
          level: hasGroups ? 'warn' : 'error',
          subject,
          detail: `${job}: ${account?.name ?? 'the service account'} is not among the approvers${hasGroups ? ', unless a group has it' : ''}`,
          remedy: 'add the service account to the approvers of this job in Zadig',
        });
      }
      const needed = read.data.native_approval?.needed_approvers ?? 1;
      if (needed > 1) {
        const remedy = 'set it to 1 in Zadig: how many have to agree is said by a policy here';
        findings.push({
          level: 'warn',
          subject,
          detail: `${job} needs ${needed} approvers, and the service account counts once`,
          remedy,
        });
      }
      return findings;
    });
}
