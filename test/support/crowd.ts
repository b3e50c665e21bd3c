import { newId } from '../../shared/data/ids.ts'
import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import type { Locale, User, UserRecord, UserStatus } from '../../shared/domain/users.ts'

/** A repeatable source of numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const firstNames =
  `Maria José Anna John David Michael Sarah Laura Peter Thomas Julia Daniel Martin Andrea Alexander Elena Paul Sophie Marie
  Nicolas Lucas Emma Olivia Noah Liam Mia Charlotte Amelia Ava Isabella Ethan Jürgen Björn Åse Øyvind Søren Élodie Zoë François Renée
  André Chloé Thérèse João Inês Conceição Begoña Íñigo Łukasz Żaneta Zdeněk Šárka Nguyễn Thị Priya Rahul Ananya Arjun Wei Li Jing Hao
  Yuki 結衣 蓮 陽菜 Haruto Юлия Дмитрий Ольга Иван Ελένη Γιώργος ליאור נועה ليلى عمر محمد Fatima Omar Layla Kwame Chidi Amara Ngozi Tomasz
  Kasia Marek Ioana Andrei Bogdan Mihai Siobhán Aoife Niamh Ruairí Mary-Jane Jean-Luc Ana-Maria Dee Bo Al Ty Ilse Greta Hans Fritz
  Camila Mateo Valentina Santiago Lucía Diego Ximena Joaquín Renata Emiliano`.split(/\s+/)

const lastNames =
  `Smith Johnson Williams Brown Jones García Martínez Hernández López González Pérez Rodríguez Sánchez Ramírez Müller
  Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Weiß Strauß Dubois Lefèvre Moreau Laurent Simon Michel Rossi
  Russo Ferrari Esposito Bianchi Silva Santos Oliveira Souza Pereira Conceição Araújo Nowak Kowalski Wiśniewski Wójcik Zieliński
  Novák Svoboda Dvořák Horváth Nagy Kovács Ivanov Соколова Петров Смирнова Παπαδόπουλος Andersson Johansson Nygård Øster Åberg
  Nielsen Jensen Hansen O'Brien O’Connor D'Angelo McDonald MacKenzie Nguyễn Trần Lê Phạm 佐藤 鈴木 田中 高橋 Tanaka Suzuki Kim Lee Park
  Wang Zhang Chen Liu Patel Singh Kumar Sharma Gupta Okafor Mensah Diallo Adeyemi Haddad حداد منصور כהן Cohen Levi Abdullah Rahman
  Yılmaz Kaya Demir Çelik Öztürk Þorsteinsson Guðmundsdóttir Fitzgerald Montgomery Abernathy Whitfield Castellanos Zimmermann
  Vandenberghe Oyelaran Bhattacharya Marquez Marchetti Lopes Lopatin Mariani`.split(/\s+/)

/** Names that only a few share: every company has many of them. */
const beginnings =
  'Hart Lind Berg Stein Rosen Gold Wald Feld Blum Stern Eich Klein Holm Strand Lund Dahl Moss Vik Sand Bjork Ost Nor Sved Kess Tal Bren Mor Cal Dun Ash'.split(
    ' ',
  )
const endings = 'mann berg feld ström gren quist son ová ski wicz dóttir idis escu enko yan dze poulos ez as onen'.split(' ')

const particles = ['', '', '', '', '', '', '', '', 'van der ', 'de la ', 'von ', 'bin ']
const domains = [
  'acme.com',
  'acme.com',
  'acme.com',
  'acme.com',
  'acme.com',
  'acme.com',
  'acme.com',
  'eu.acme.com',
  'contractor.example',
  'partner.example',
]
const locales: Locale[] = ['en', 'en', 'en', 'en', 'de', 'fr', 'es', 'pt', 'ja', 'ar']
export const crowdSites = Array.from({ length: 40 }, (_, index) => `ste_${String(index).padStart(26, '0')}`)
const day = 86_400_000

export type Person = Pick<UserRecord, 'user' | 'lastSignInAt'>

/** People as a company has them: common names are common, most are active members, some never came. The same ones for the same seed. */
export function crowd(size: number, { seed = 1, now = Date.now() } = {}): Person[] {
  const random = randomFrom(seed)
  return Array.from({ length: size }, (_, index) => person(random, index, now))
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()

function person(random: () => number, index: number, now: number): Person {
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T // the lists are not empty
  /** The first of a list far more often than the last. */
  const common = <T>(list: T[]): T => list[Math.floor(random() ** 2 * list.length)] as T // likewise
  const rare = random() < 0.1
  const [firstName, surname] = [common(firstNames), rare ? pick(beginnings) + pick(endings) : common(lastNames)]
  const lastName = pick(particles) + (random() < 0.05 ? `${surname} ${common(lastNames)}` : surname)
  const createdAt = now - Math.floor(random() * 5 * 365 * day) - 60_000
  const status = statusBy(random())
  const joined = status !== 'invited' && status !== 'expired'
  const email = `${plain(firstName) || 'user'}.${plain(surname) || 'name'}.${index}@${pick(domains)}`
  const user: User = {
    id: newId('usr', iso(createdAt)),
    email,
    communicationEmail: random() < 0.15 ? `${plain(firstName) || 'me'}${index}@mailbox.example.org` : null,
    firstName: random() < 0.01 ? null : firstName,
    lastName: random() < 0.01 ? null : lastName,
    displayName: random() < 0.1 ? `${firstName} (${pick(['Sales', 'IT', 'Finance', 'Berlin', 'Lisbon'])})` : null,
    phone:
      random() < 0.5 ? `+${pick(['49', '1', '33', '44', '351'])} ${Math.floor(random() * 900 + 100)} ${1_000_000 + index}` : null,
    locale: pick(locales),
    status,
    roleIds: rolesBy(random()),
    extraPermissions: random() < 0.02 ? ['billing:manage'] : [],
    siteIds: sitesBy(random, pick),
    mustChangePassword: false,
    createdAt: iso(createdAt),
    updatedAt: iso(createdAt),
    joinedAt: joined ? iso(createdAt) : null,
    displacedAt: null,
    managedBy: null,
    withheldAt: null,
    version: 1,
  }
  const signedIn = joined && random() < 0.9
  return { user, lastSignInAt: signedIn ? iso(createdAt + Math.floor(random() * (now - createdAt))) : null }
}

function statusBy(chance: number): UserStatus {
  if (chance < 0.86) return 'active'
  if (chance < 0.92) return 'invited'
  if (chance < 0.94) return 'expired'
  return chance < 0.96 ? 'suspended' : 'inactive'
}

function rolesBy(chance: number): string[] {
  if (chance < 0.93) return [MEMBER]
  if (chance < 0.96) return [SITE_ADMIN]
  if (chance < 0.99) return [ADMIN]
  return chance < 0.999 ? [MEMBER, ADMIN] : [OWNER]
}

function sitesBy(random: () => number, pick: (list: string[]) => string): User['siteIds'] {
  const chance = random()
  if (chance < 0.02) return 'all'
  if (chance < 0.3) return []
  return chance < 0.9 ? [pick(crowdSites)] : [...new Set([pick(crowdSites), pick(crowdSites)])]
}
