/** What a program is told: a status and JSON. */
export type ApiAnswer = {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: Readonly<Record<string, unknown>>;
};

/** What is wrong with a request, and where: `path` is a key of its body. */
export type ApiProblem = { path: string; message: string };

/** Nothing was done. `error` is for programs, `message` for who reads their log. */
export function refusal(
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  problems?: readonly ApiProblem[],
): ApiAnswer {
  return { status, headers, body: { error, message, ...(problems === undefined ? {} : { problems }) } };
}
