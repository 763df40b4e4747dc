import type { Problem } from '../protocol/vocabulary';

/** A request that was not done, and why. */
export class RefusedError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'RefusedError';
    this.problem = problem;
  }
}

/** Nothing more is answered until then: no matter of trying again. */
export const QUOTA_REACHED = 'quota-reached';

/** Problems that only the page itself can tell. */
export const unreachable: Problem = {
  code: 'server-unreachable',
  category: 'temporary',
  retryable: true,
  message: {
    en: 'The server cannot be reached right now. Nothing was changed.',
    'zh-CN': '暂时无法连接服务器，未做任何更改。',
  },
};

export const notUnderstood: Problem = {
  code: 'answer-not-understood',
  category: 'system',
  retryable: false,
  message: {
    en: 'The server’s answer could not be understood. Reload the page and try again.',
    'zh-CN': '无法理解服务器的答复，请刷新页面后重试。',
  },
};

export const fileTooLarge: Problem = {
  code: 'file-too-large',
  category: 'validation',
  retryable: false,
  message: {
    en: 'This file is larger than 20 MiB. Export the conversations one by one, then import them.',
    'zh-CN': '文件超过 20 MiB。请逐个导出对话后再导入。',
  },
};

export function problemOf(error: unknown): Problem {
  return error instanceof RefusedError ? error.problem : notUnderstood;
}
