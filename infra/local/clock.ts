import type { State } from './state.ts'

/** The one clock of the local stack: real time plus what `POST /clock` has advanced it by. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Returns the total offset from real time, in seconds. */
  advance(seconds: number): number
  offsetSeconds(): number
}

/** @param onAdvance told the new offset in seconds, at the start too */
export function openClock(state: State, onAdvance: (offsetSeconds: number) => void = () => {}): Clock {
  const kept = state.collection<number>('clock')
  let offset = kept.get('offsetSeconds') ?? 0
  onAdvance(offset)
  return {
    now: () => Date.now() + offset * 1000,
    offsetSeconds: () => offset,
    advance(seconds) {
      offset += seconds
      kept.put('offsetSeconds', offset)
      onAdvance(offset)
      return offset
    },
  }
}
