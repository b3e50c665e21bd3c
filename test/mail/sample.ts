import { coloursOf } from '../../shared/colours.ts'
import type { InvitationMail } from '../../shared/mail/invitation.ts'

export const sample: InvitationMail = {
  locale: 'en',
  product: { name: 'Atmosly', logo: null, colours: coloursOf('#3346c4') },
  organizationName: 'Acme Robotics',
  inviterName: 'Maria Hernández',
  message: 'Hi Sam,\n\nwelcome to the team!\nMaria',
  roles: [
    { id: 'rol_site_admin', name: 'Site admin' },
    { id: 'rol_member', name: 'Member' },
  ],
  email: 'sam@acme.example',
  expiresAt: '2026-03-05T14:30:00.000Z',
  timeZone: 'UTC',
  link: 'https://roster.example/accept?from=mail&v=2#token=A1b2C3d4-_A1b2C3d4',
}

/** The text without what keeps directions apart, which is there only where it is needed. */
export const unisolated = (text: string): string => text.replaceAll(/[\u2068\u2069]/g, '')

/** The mail with every value that somebody types replaced by the same one. */
export const typed = (value: string): InvitationMail => ({
  ...sample,
  organizationName: value,
  inviterName: value,
  message: value,
  roles: [{ id: 'rol_custom', name: value }],
  email: value,
})
