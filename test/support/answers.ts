import type { Answer } from './api.ts'

/** `200 unavailable 409 last_owner …`: how an answer is told from another. */
export const verdictOf = ({ status, body }: Answer): string => (body?.code ? `${status} ${body.code}` : String(status))

/** A 503 says when to come again; anything else that isn't ours to give is a fault. */
export function unclean(answers: Answer[], ...expected: string[]): string[] {
  return answers.flatMap(answer => {
    const verdict = verdictOf(answer)
    if (verdict === '503 unavailable') return answer.headers.get('retry-after') ? [] : ['503 without Retry-After']
    return expected.includes(verdict) ? [] : [`${verdict} ${answer.text.slice(0, 200)}`]
  })
}

export const tally = (answers: Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const answer of answers) counts[verdictOf(answer)] = (counts[verdictOf(answer)] ?? 0) + 1
  return counts
}
