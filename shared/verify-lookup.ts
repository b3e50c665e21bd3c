export type Lookup<T> = (token: string, orgId: string, expiresAt: number) => Promise<T>

/** Asks once for each token, and anew after a failure. The tokens kept are those of the last quarter of an hour; each asker gets a copy. */
export function onceForEach<T>(ask: (token: string, orgId: string) => Promise<T>): Lookup<T> {
  const kept = new Map<string, { until: number; answer: Promise<T> }>()
  return async (token, orgId, expiresAt) => {
    const known = kept.get(token)
    if (known) return structuredClone(await known.answer)
    for (const [old, { until }] of kept) if (until < Date.now()) kept.delete(old)
    const answer = ask(token, orgId)
    kept.set(token, { until: expiresAt * 1000, answer })
    answer.catch(() => kept.delete(token)) // whoever waits for it hears of the failure
    return structuredClone(await answer)
  }
}
