import type { Messages } from './en.ts'

export const de: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter ? `${inviter} lädt Sie zu ${organization} auf ${product} ein` : `${organization} lädt Sie zu ${product} ein`,
  preheader: ({ until }) => `Sie können die Einladung bis ${until} annehmen.`,
  heading: ({ organization, product }) => `Ihre Einladung zu ${organization} auf ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} lädt Sie ein, ${organization} auf ${product} beizutreten.`
      : `${organization} lädt Sie zur Zusammenarbeit auf ${product} ein.`,
  messageFrom: ({ inviter, organization }) => `Nachricht von ${inviter ?? organization}:`,
  role: ({ count }) => (count === 1 ? 'Ihre Rolle' : 'Ihre Rollen'),
  roles: {
    rol_owner: 'Eigentümer',
    rol_admin: 'Administrator',
    rol_site_admin: 'Standortadministrator',
    rol_member: 'Mitglied',
  },
  signInAs: 'Sie melden sich an als',
  validUntil: 'Gültig bis',
  detail: ({ label, value }) => `${label}: ${value}`,
  accept: 'Einladung annehmen',
  copyLink: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diesen Link in Ihren Browser:',
  openLink: 'Um die Einladung anzunehmen, öffnen Sie diesen Link:',
  personal: 'Der Link ist nur für Sie bestimmt: Bitte leiten Sie diese E-Mail nicht weiter.',
  unexpected:
    'Falls Sie diese Einladung nicht erwartet haben, ignorieren Sie diese E-Mail. Es geschieht nichts, solange Sie nicht annehmen.',

  code: {
    subject: ({ digits, product }) => `${digits} ist Ihr Code für ${product}`,
    heading: 'Bestätigen Sie Ihre E-Mail-Adresse',
    lead: ({ product }) => `Geben Sie diesen Code bei ${product} ein, um zu bestätigen, dass dieses Postfach Ihnen gehört:`,
    validity: 'Er gilt zehn Minuten, und nur der neueste gilt.',
    unexpected: 'Wenn Sie diesen Code nicht angefordert haben, ignorieren Sie diese E-Mail und geben Sie den Code niemandem.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `Eine andere E-Mail-Adresse für die Anmeldung bei ${product}`,
    heading: 'Eine andere Adresse für die Anmeldung',
    lead: ({ product }) =>
      `Für Ihr Konto bei ${product} wurde eine andere E-Mail-Adresse gewünscht. Sobald sie sich durch einen Code ausgewiesen hat, melden Sie sich mit ihr an und nicht mehr mit dieser.`,
    unexpected:
      'Wenn Sie das nicht gewünscht haben, ändern Sie Ihr Passwort und sagen Sie es sofort einem Administrator Ihrer Organisation.',
  },

  reset: {
    subject: ({ product }) => `Wählen Sie ein neues Passwort für ${product}`,
    heading: 'Neues Passwort wählen',
    lead: ({ product }) =>
      `Für Ihr Konto bei ${product} wurde ein neues Passwort angefordert. Bis Sie eines wählen, gilt das alte.`,
    button: 'Neues Passwort wählen',
    openLink: 'Um ein neues Passwort zu wählen, öffnen Sie diesen Link:',
    codeLead: 'Die Anmeldeseite fragt nach einem Code? Es ist dieser:',
    validity: 'Link und Code gelten einmal, eine Stunde lang, und nur die der neuesten E-Mail.',
    unexpected:
      'Wenn Sie das nicht angefordert haben, ignorieren Sie diese E-Mail. Ihr Passwort bleibt, wie es ist. Geben Sie den Code niemandem.',
  },

  passwordNotice: {
    subject: ({ product }) => `Ihr Passwort für ${product} wurde geändert`,
    heading: 'Ihr Passwort wurde geändert',
    mailedCode: ({ product }) =>
      `Jemand, der dieses Postfach lesen kann, hat ein neues Passwort für Ihr Konto bei ${product} gewählt. Alles, was zuvor angemeldet war, ist abgemeldet.`,
    temporary: ({ organization, product }) =>
      `Ein Administrator von ${organization} hat ein vorläufiges Passwort für Ihr Konto bei ${product} gesetzt. Bei der nächsten Anmeldung wählen Sie Ihr eigenes, und alles, was zuvor angemeldet war, ist abgemeldet.`,
    unexpected: 'Wenn Sie davon nichts wissen, sagen Sie es sofort einem Administrator Ihrer Organisation.',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `Ein zweiter Schritt für die Anmeldung bei ${product}`,
      heading: 'Ein zweiter Schritt für die Anmeldung',
      lead: ({ product }) =>
        `Für Ihr Konto bei ${product} wurde eine Authenticator-App eingerichtet. Ab jetzt braucht die Anmeldung außer Ihrem Passwort einen Code dieser App.`,
    },
    removed: {
      subject: ({ product }) => `Kein zweiter Schritt mehr für die Anmeldung bei ${product}`,
      heading: 'Kein zweiter Schritt mehr',
      lead: ({ product }) =>
        `Die Authenticator-App Ihres Kontos bei ${product} wurde entfernt. Die Anmeldung braucht keinen Code mehr.`,
    },
    unexpected:
      'Wenn Sie das nicht waren, ändern Sie Ihr Passwort und sagen Sie es sofort einem Administrator Ihrer Organisation.',
  },
}
