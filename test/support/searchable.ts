import { fold } from '../../shared/domain/folding.ts'
import type { Json } from './api.ts'

const allSites = ['rol_owner', 'rol_admin']
const digits = (text: string | null) => fold(text ?? '').replace(/[^\p{L}\p{N}]/gu, '')

/** Every word of somebody's columns that is not the beginning of another one. */
function wordsOf({ firstName, lastName, displayName, email, communicationEmail, phone }: Json): string[] {
  const texts: string[] = [firstName, lastName, displayName, email, communicationEmail, phone].filter(Boolean)
  const typed = texts.flatMap(text => fold(text).split(/[^\p{L}\p{N}'’‘ʼ]+/u))
  const words = [...typed.flatMap(word => [word.replace(/['’‘ʼ]/g, ''), ...word.split(/['’‘ʼ]/)]), digits(phone)]
  const distinct = [...new Set(words)].filter(Boolean)
  return distinct.filter(word => !distinct.some(other => other !== word && other.startsWith(word)))
}

/** Words and sites' lists that do not say what the people are: too many, too few, or another place. */
export function wrongSearch(items: Json[], orgId: string): string[] {
  const users: Json[] = items.filter(({ pk, sk }) => pk === `ORG#${orgId}` && sk.startsWith('USER#')).map(({ user }) => user)
  const there = (prefix: string) => items.filter(({ pk }) => pk.startsWith(prefix))
  const words = there(`ORG#${orgId}#WORD`).map(({ sk }) => sk)
  const places = there(`ORG#${orgId}#SITE#`).map(({ pk, sk }) => `${pk.split('#').at(-1)} ${sk}`)
  const wantedWords = users.flatMap(user => wordsOf(user).map(word => `${word}#${user.id}`))
  const wantedPlaces = users.flatMap(user => {
    const held = user.roleIds.some((id: string) => allSites.includes(id)) ? 'all' : user.siteIds
    const place = `${fold(user.lastName ?? '')}\u0001${fold(user.firstName ?? '')}\u0001${user.id}`
    return (held === 'all' ? ['all'] : held).map((site: string) => `${site} ${place}`)
  })
  return [...differences('words', words, wantedWords), ...differences('sites’ lists', places, wantedPlaces)].map(
    text => `${orgId}: ${text}`,
  )
}

function differences(what: string, actual: string[], wanted: string[]): string[] {
  const [have, want] = [new Set(actual), new Set(wanted)]
  return [
    ...[...have.difference(want)].map(one => `${what} have ${JSON.stringify(one)} too much`),
    ...[...want.difference(have)].map(one => `${what} miss ${JSON.stringify(one)}`),
  ]
}
