import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { Stopped } from './stopped.ts'

/** The text of a file in UTF-8, with or without a byte order mark. Other encodings are refused: guessed wrongly, they would spoil names. */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Stopped(error.code === 'ENOENT' ? `There is no ${file}.` : `${file} can’t be read: ${error.message}.`)
  })
  return decoded(bytes, file)
}

export function decoded(bytes: Buffer, file: string): string {
  const how = 'Save it as “CSV UTF-8” and try again.'
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16 || bytes.includes(0)) throw new Stopped(`${file} is UTF-16, or no text at all. ${how}`)
  if (!isUtf8(bytes)) throw new Stopped(`${file} is not in UTF-8: see line ${brokenLine(bytes)}. ${how}`)
  return new TextDecoder().decode(bytes)
}

/** Latin-1 keeps each byte, and no character of UTF-8 has a line feed among its bytes. */
const brokenLine = (bytes: Buffer): number =>
  1 +
  bytes
    .toString('latin1')
    .split('\n')
    .findIndex(line => !isUtf8(Buffer.from(line, 'latin1')))
