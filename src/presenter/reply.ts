import type { Answer } from '../domain/answer.ts';
import type { Directory, Language } from '../domain/directory.ts';
import type { Reply } from '../domain/event.ts';
import { ballotForm } from './ballot-form.ts';
import { sentence } from './sentences.ts';

/** What a flow has to say, as the person reads it. */
export function replyOf(answer: Answer, language: Language): Reply {
  switch (answer.kind) {
    case 'silence':
    case 'later':
      return { kind: 'none' };
    case 'say': {
      const text = sentence(answer.code, language, answer.data);
      return { kind: 'text', text, tone: answer.tone, ...(answer.quiet ? { quiet: true } : {}) };
    }
    case 'list': {
      const lines = answer.lines.map(
        (line) => `${answer.bare === true ? '' : '• '}${sentence(line.code, language, line.data)}`,
      );
      const heading = sentence(answer.heading, language, answer.data);
      return { kind: 'text', text: [heading, ...lines].join('\n'), tone: 'neutral' };
    }
    case 'ask': {
      const rejects = answer.endsRun ? 'approval.ask-reason-all' : 'approval.ask-reason';
      const code = answer.subject.verdict === 'approve' ? 'approval.ask-form' : rejects;
      const text = sentence(code, language, answer.data);
      const { run } = answer;
      return { kind: 'form', form: ballotForm(answer.subject, answer.policy, language, { run, text }) };
    }
    case 'field-errors': {
      const errors: Record<string, string> = {};
      for (const [field, error] of Object.entries(answer.errors))
        errors[field] = sentence(error.code, language, error.data);
      return { kind: 'field-errors', errors };
    }
  }
}

/** The language in which a person is answered: their own, else that of the platform. */
export function languageFor(directory: Directory, account: { platform: string; id: string }): Language {
  return directory.personOf({ ...account })?.language ?? directory.languageOf(account.platform);
}
