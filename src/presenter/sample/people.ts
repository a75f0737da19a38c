import { createDirectory, type Directory, type Language } from '../../domain/directory.ts';
import { NOBODY, type Policy } from '../../domain/policy.ts';

/** People of nowhere, with accounts of the form that each vendor gives. */
export const SAMPLE_PEOPLE = [
  person('ada', 'Ada Park', 'en'),
  person('ben', 'Ben Okafor', 'en'),
  person('chen', '陈琳', 'zh'),
] as const;

function person(id: string, name: string, language: Language) {
  const accounts = {
    slack: `U0${id.toUpperCase()}`,
    feishu: `ou_${id}`,
    dingtalk: `${id}-staff`,
    wecom: `${id}.wecom`,
  };
  return { id, name, language, accounts, email: `${id}@example.com` };
}

export const SAMPLE_POLICY: Policy = {
  ...NOBODY,
  id: 'production',
  levels: [[{ count: 1, of: ['ben', 'chen'] }]],
  reason: 'on-reject',
  expiresMs: 4 * 3_600_000,
  breakGlass: ['ben'],
};

/** A house in which the sample runs happen. */
export function sampleDirectory(language: Language): Directory {
  return createDirectory({
    language,
    people: SAMPLE_PEOPLE,
    platforms: (['slack', 'feishu', 'dingtalk'] as const).map((id) => ({ id, kind: id, language })),
    apps: [{ id: 'shop', title: 'shop', engine: 'local', environments: [] }],
  });
}
