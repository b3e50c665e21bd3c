import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes the data folder for this process alone, since two stacks on one folder would spoil each other's state.
 * The kernel gives it back however the process ends, so that nothing stale ever stands in the way.
 */
export function takeFolder(folder: string): { release(): void } {
  const lock = openLock(folder)
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new Error(
      `Roster already runs with the data in ${folder}. End that one, or choose another folder: ROSTER_DATA=.other npm start`,
    )
  }
  return { release: () => lock.close() }
}

function openLock(folder: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true })
    return new DatabaseSync(join(folder, 'lock'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The data folder ${folder} can't be used (${reason}). Choose another one: ROSTER_DATA=.other npm start`, {
      cause: error,
    })
  }
}
