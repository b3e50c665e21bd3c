import { ADMIN, MEMBER, OWNER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import type { Locale, UserStatus } from '../../shared/domain/users.ts'

export type Person = {
  status: UserStatus
  email: string
  firstName: string
  lastName: string
  roleId: string
  locale: Locale
  phone: string | null
  daysAgo: number
}

const person = (
  status: UserStatus,
  roleId: string,
  locale: Locale,
  daysAgo: number,
  firstName: string,
  lastName: string,
  name: string,
): Person => ({
  status,
  firstName,
  lastName,
  roleId,
  locale,
  daysAgo,
  email: `${name}@example.com`,
  phone: daysAgo % 3 === 0 ? `+1 555 01${String(daysAgo % 100).padStart(2, '0')}` : null,
})

/** A few dozen people with names from everywhere, in every status. */
export const demoPeople: Person[] = [
  person('active', OWNER, 'en', 400, 'Olivia', 'Owen', 'owner'),
  person('active', OWNER, 'en', 399, 'Samuel', 'Okafor', 'samuel.okafor'),
  person('active', ADMIN, 'en', 380, 'Maria', 'Lopez', 'maria.lopez'),
  person('active', ADMIN, 'de', 371, 'Jürgen', 'Müller', 'juergen.mueller'),
  person('active', SITE_ADMIN, 'fr', 365, 'Élodie', 'Lefèvre', 'elodie.lefevre'),
  person('active', SITE_ADMIN, 'en', 350, 'Priya', 'Raman', 'priya.raman'),
  person('active', MEMBER, 'en', 340, 'Åse', 'Nygård', 'ase.nygard'),
  person('active', MEMBER, 'ja', 333, '結衣', '佐藤', 'yui.sato'),
  person('active', MEMBER, 'ja', 331, '蓮', '鈴木', 'ren.suzuki'),
  person('active', MEMBER, 'ar', 320, 'ليلى', 'حداد', 'layla.haddad'),
  person('active', MEMBER, 'en', 312, 'Юлия', 'Соколова', 'yulia.sokolova'),
  person('active', MEMBER, 'pt', 300, 'João', 'Conceição', 'joao.conceicao'),
  person('active', MEMBER, 'es', 290, 'Begoña', 'Ibáñez', 'begona.ibanez'),
  person('active', MEMBER, 'en', 281, 'Łukasz', 'Wójcik', 'lukasz.wojcik'),
  person('active', MEMBER, 'en', 270, 'Aoife', "O'Brien", 'aoife.obrien'),
  person('active', MEMBER, 'en', 262, 'Chidi', 'Anagonye', 'chidi.anagonye'),
  person('active', MEMBER, 'fr', 255, 'Thérèse', 'Dubois', 'therese.dubois'),
  person('active', MEMBER, 'en', 248, 'Nguyễn', 'Thị Lan', 'lan.nguyen'),
  person('active', MEMBER, 'de', 230, 'Anneliese', 'Weiß', 'anneliese.weiss'),
  person('active', MEMBER, 'en', 221, 'Kwame', 'Mensah', 'kwame.mensah'),
  person('active', MEMBER, 'en', 210, 'Zoë', 'van der Berg', 'zoe.vanderberg'),
  person('active', MEMBER, 'pt', 180, 'Inês', 'Araújo', 'ines.araujo'),
  person('suspended', MEMBER, 'en', 200, 'Dmitri', 'Volkov', 'dmitri.volkov'),
  person('suspended', ADMIN, 'en', 190, 'Grace', 'Hopkins', 'grace.hopkins'),
  person('suspended', MEMBER, 'es', 175, 'Lucía', 'Fernández', 'lucia.fernandez'),
  person('inactive', MEMBER, 'en', 350, 'Peter', 'Parsons', 'peter.parsons'),
  person('inactive', SITE_ADMIN, 'de', 345, 'Ursula', 'Brandt', 'ursula.brandt'),
  person('inactive', MEMBER, 'fr', 310, 'Marcel', 'Petit', 'marcel.petit'),
  person('invited', MEMBER, 'en', 2, 'Noah', 'Fischer', 'noah.fischer'),
  person('invited', ADMIN, 'en', 3, 'Ingrid', 'Solberg', 'ingrid.solberg'),
  person('invited', MEMBER, 'es', 5, 'Mateo', 'Castro', 'mateo.castro'),
  person('invited', SITE_ADMIN, 'ja', 9, '陽菜', '田中', 'hina.tanaka'),
  person('invited', MEMBER, 'ar', 12, 'عمر', 'منصور', 'omar.mansour'),
  person('expired', MEMBER, 'en', 45, 'Felix', 'Baumann', 'felix.baumann'),
  person('expired', MEMBER, 'fr', 60, 'Camille', 'Moreau', 'camille.moreau'),
  person('expired', MEMBER, 'en', 90, 'Tomasz', 'Zieliński', 'tomasz.zielinski'),
]
