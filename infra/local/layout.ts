import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Goes up whenever the table's items, or what the stand-ins keep, can't be read by the code of before or after. */
const layout = '3'

/** Data of another version would break in places that say nothing of the reason. */
export function checkLayout(folder: string): void {
  const file = join(folder, 'layout')
  const holdsData = existsSync(join(folder, 'state.sqlite'))
  const known = existsSync(file) ? readFileSync(file, 'utf8') : null
  if (holdsData && known !== layout) {
    throw new Error(
      `The data in ${folder} was written by another version of Roster. Delete that folder, choose another one (ROSTER_DATA=.other npm start), or keep nothing (ROSTER_FRESH=1 npm start).`,
    )
  }
  if (known !== layout) writeFileSync(file, layout)
}
