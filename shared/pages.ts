import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { variable } from './environment.ts'

/** The files that `infra/bundle.ts` made of `web/`. */
export type Pages = {
  /** Null when there is no such file. */
  read(file: string): Promise<string | null>
}

export const pages: Pages = {
  read: file => readFile(join(variable('WEB_FOLDER'), file), 'utf8').catch(() => null),
}
