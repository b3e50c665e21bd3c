import type { Locale } from '../domain/users.ts'
import type { Product } from '../product.ts'
import { noticeMail } from './notice.ts'
import { isolated, oneLine, unlinked } from './values.ts'

export type PasswordNotice = {
  locale: Locale
  product: Pick<Product, 'name' | 'logo' | 'colours'>
  /** Whose administrator has set a temporary one; null: it was chosen by a mailed code. */
  organizationName: string | null
}

/** That the password was changed: no link, nothing to do for whoever did it. */
export const passwordNotice = ({ organizationName, ...reader }: PasswordNotice) =>
  noticeMail(reader, ({ passwordNotice: say }, { product, shown, dir }) => {
    const organization = organizationName && isolated(unlinked(oneLine(organizationName)), dir)
    return {
      subject: say.subject({ product }),
      heading: say.heading,
      lead: organization ? say.temporary({ organization, product: shown }) : say.mailedCode({ product: shown }),
      unexpected: say.unexpected,
    }
  })
