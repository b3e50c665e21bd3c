import { settings } from '../../shared/settings.ts'

/** As a team edits them. Imported before everything else, since whatever uses the settings reads them when it is loaded. */
export const logoOrigin = 'https://cdn.example.com'
export const brand = {
  name: 'Lumen & Söhne',
  logo: { url: `${logoOrigin}/logo@2x.png?v=3&w=360`, width: 180, height: 48 },
  colour: '#00a37a',
  timeZone: 'America/New_York',
}
settings.product = brand
