import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A named set of JSON values that outlives a restart. Each write is on disk when the call returns. */
export type Collection<T> = {
  get(key: string): T | undefined
  put(key: string, value: T): void
  remove(key: string): void
  /** In order of key. */
  all(): { key: string; value: T }[]
}

export type State = { collection<T>(name: string): Collection<T>; close(): void }

/**
 * Where the stand-ins of the local stack keep what they know.
 * @param folder the data folder, or null to keep everything in memory
 */
export function openState(folder: string | null): State {
  if (folder) mkdirSync(folder, { recursive: true })
  const database = new DatabaseSync(folder ? join(folder, 'state.sqlite') : ':memory:')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  database.exec('CREATE TABLE IF NOT EXISTS state (collection TEXT, key TEXT, value TEXT, PRIMARY KEY (collection, key))')
  const get = database.prepare('SELECT value FROM state WHERE collection = ? AND key = ?')
  const put = database.prepare('INSERT OR REPLACE INTO state VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM state WHERE collection = ? AND key = ?')
  const all = database.prepare('SELECT key, value FROM state WHERE collection = ? ORDER BY key')
  return {
    collection: <T>(name: string): Collection<T> => ({
      get: key => parse<T>(get.get(name, key)),
      put: (key, value) => void put.run(name, key, JSON.stringify(value)),
      remove: key => void remove.run(name, key),
      all: () => all.all(name).map(row => ({ key: String(row.key), value: JSON.parse(String(row.value)) as T })),
    }),
    close: () => database.close(),
  }
}

const parse = <T>(row: Record<string, unknown> | undefined) => (row ? (JSON.parse(String(row.value)) as T) : undefined)
