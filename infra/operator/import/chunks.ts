import { createHash } from 'node:crypto'
import type { Line } from './lines.ts'

/** One request: its lines, its body, and the key under which it may be repeated. */
export type Chunk = { lines: Line[]; body: string; idempotencyKey: string }

/** What the API takes: entries, and bytes of the whole body. */
export const mostLines = 100
export const mostBytes = 65_536

export type Open = { line: Line; tries: number }

/**
 * The lines that were tried least first, and never those of different tries together: then whoever goes on after a lost answer makes
 * the very chunk that was lost, with the same key, and the API answers what came of it. A verdict is remembered under its key, too, so
 * the key changes with every try.
 * @param importId of this report; without it, who throws a report away to begin anew would hear the old verdicts for a day
 */
export function chunksOf(open: Open[], { importId, message }: { importId: string; message?: string }): Chunk[] {
  const byTries = Map.groupBy(open, ({ tries }) => tries)
  return [...byTries.keys()]
    .toSorted((one, other) => one - other)
    .flatMap(tries => {
      const lines = (byTries.get(tries) ?? []).map(({ line }) => line)
      return packed(lines, sizeOf({ invitations: [], message })).map(packedLines => {
        const body = JSON.stringify({ invitations: packedLines.map(({ entry }) => entry), message })
        return { lines: packedLines, body, idempotencyKey: keyOf([importId, tries, body]) }
      })
    })
}

function packed(lines: Line[], emptyBody: number): Line[][] {
  const chunks: Line[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const line of lines) {
    const more = sizeOf(line.entry) + 1
    const last = chunks.at(-1)
    if (last && last.length < mostLines && bytes + more <= mostBytes) last.push(line)
    else {
      chunks.push([line])
      bytes = emptyBody
    }
    bytes += more
  }
  return chunks
}

const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(value))
const keyOf = (parts: unknown[]): string => `import-${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`
