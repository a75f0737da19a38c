import type { Fact } from '../../../src/channels/channel.ts';
import { ASKED_AT, factOf, releaseRun, step } from '../../fakes/release-run.ts';

/** Runs with far too many steps, repositories and words: of plain letters, of three bytes a sign, and of signs that JSON has to escape. */
export function hugeFacts(): Fact[] {
  return ['a', '部', '\u0001'].map((sign) => {
    const long = sign.repeat(5_000);
    const reference = 'f'.repeat(350);
    const commit = { id: reference, message: long, url: `https://git.example/${reference}` };
    const repositories = Array.from({ length: 30 }, () => ({
      name: long,
      branch: reference,
      owner: long,
      commit,
    }));
    const modules = Array.from({ length: 30 }, () => ({ name: long, image: reference }));
    const children = Array.from({ length: 900 }, (_, i) => ({
      ...step(`group/${i}${long}`, long, 1, 2, [], long, {
        repositories,
        image: reference,
        deploys: { environment: long, service: long, modules },
      }),
      message: long,
    }));
    // What failed is the last of them.
    const failed = { ...step('failed', `it failed ${long}`, 1, 2), phase: 'failed' as const, message: long };
    const steps = [{ ...step('group', long, 1, 2, [...children, failed]), phase: 'failed' as const }];
    const commits = Array.from({ length: 300 }, () => commit);
    const approvals = Array.from({ length: 200 }, (_, number) => ({
      number,
      step: long,
      title: long,
      message: long,
      state: 'approved' as const,
      openedAt: ASKED_AT,
      decisions: Array.from({ length: 50 }, () => ({
        by: long,
        verdict: 'approve' as const,
        reason: long,
        at: ASKED_AT,
      })),
    }));
    const gates = Array.from({ length: 50 }, () => ({
      path: long,
      attempt: long,
      title: long,
      message: long,
    }));
    const links = Array.from({ length: 50 }, () => ({ title: long, url: commit.url }));
    return factOf(
      { type: 'failed', at: ASKED_AT },
      releaseRun(
        {
          outcome: 'failed',
          phase: 'failed',
          workflow: long,
          app: { id: long, title: long },
          environment: long,
          initiator: { id: long, name: long, email: long, phone: long },
          parameters: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}${long}`, long])),
          approvals,
        },
        {
          phase: 'failed',
          ref: long,
          project: long,
          message: long,
          remark: long,
          images: modules.map(({ image }) => image),
          commits,
          gates,
          links,
          steps,
        },
      ),
    );
  });
}
