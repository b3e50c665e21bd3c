import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by `test/assure.config.ts`. */
    full?: boolean
  }
}

/** How often: a short figure in `npm test`, the full one of quality.md in `npm run assure`. */
export const figure = (short: number, full: number): number => (inject('full') ? full : short)

export const isFull = (): boolean => inject('full') ?? false

/** Every second one in `npm test`, all of them in `npm run assure`. */
export const some = <T>(all: readonly T[], odd = false): T[] => all.filter((_, index) => isFull() || index % 2 === (odd ? 1 : 0))

/** As many at once, or one after the other, as a list of 0, 1, 2, … */
export const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

export const together = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(times(count).map(work))
